"""Coming in: the source catalogue, the crawl, extraction, the sample newsroom."""
