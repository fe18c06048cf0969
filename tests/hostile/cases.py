"""All hostile outlets, in the order of their hosts."""

from tests.hostile import bodies, heads, hosts, listings, pages

FAMILIES = {
    "bodies": bodies.CASES,
    "heads": heads.CASES,
    "hosts": hosts.CASES,
    "listings": listings.CASES,
    "pages": pages.CASES,
}
CASES = [case for family in FAMILIES.values() for case in family]
