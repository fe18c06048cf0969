"""Web archives' own formats: what to ask their indexes, and reading what they answer. Pure."""
