"""Downloader middlewares: what may be asked, politely, and what a redirect may do."""
