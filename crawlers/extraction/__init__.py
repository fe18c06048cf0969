"""From the bytes of a page to what a reader would take from it.

`crawlers.extraction.engine.extract` is the door for one page,
`crawlers.extraction.pool.ExtractionPool` the guarded door for many.
"""
