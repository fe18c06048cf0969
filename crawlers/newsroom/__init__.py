"""The sample newsroom: six invented outlets on loopback ports, and what each page must come to.

`server.Newsroom` serves them over real HTTP, `catalog.write_catalog` writes the source files that
lead the crawl to them, `expected.load_expected` says what every address must end as. The texts
stand in `content/`, one file per outlet; `templates/` makes pages of them. Everything here was
written for Salang: outlets, experts and sentences are invented, office-holders appear only with
publicly known facts.
"""
