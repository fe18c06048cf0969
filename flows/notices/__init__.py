"""Messages of alerts: what they say, and webhooks that carry them."""
