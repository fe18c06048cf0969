"""All hostile outlets, in the order of their hosts."""

from tests.hostile import bodies, heads, hosts, listings, pages

CASES = [*bodies.CASES, *heads.CASES, *hosts.CASES, *listings.CASES, *pages.CASES]
