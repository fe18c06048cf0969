"""Echo: which texts repeat which, and which of them came first.

One idea a file, in the order in which a document passes through them:
`shingles` (tokens and shingle hashes), `fingerprint` (what is stored for a
revision), `index` (which postings to look up, bounded), `decide` (copy,
excerpt, quotation, template or nothing, with reasons), `lineage` (which one is
the source, by `credits` and time), `cluster` (one item with its places),
`stories` (the same event in other words or another language, by entities and
`quantities`), `storyline` (stories that keep their ids). `thresholds` holds
every number that decides, with where it was measured. No function here reads a
database or a clock.
"""
