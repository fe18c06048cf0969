"""WARC files (ISO 28500, WARC 1.1): reading any, and writing what the database holds."""
