"""How much memory a long crawl takes."""
