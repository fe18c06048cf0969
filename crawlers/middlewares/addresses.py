"""Which network addresses are public. Pure; used on resolved addresses and on literal ones."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

#: NAT64 (RFC 6052): the last four bytes are the IPv4 address that is really reached
_NAT64 = IPv6Network("64:ff9b::/96")
#: IPv4-compatible addresses (RFC 4291, deprecated): the same
_COMPATIBLE = IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address in its usual notation is one of the public internet.

    Addresses that carry another inside (IPv4-mapped, 6to4, Teredo, NAT64) are judged by that one
    too. What is no address at all is not public.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global(one) for one in (parsed, *_inner(parsed)))


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address in _NAT64 or address.ipv4_mapped):
        return True  # judged by what is inside
    return address.is_global and not address.is_multicast


def _inner(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    found = [one for one in (address.ipv4_mapped, address.sixtofour) if one]
    if address.teredo:
        found.extend(address.teredo)
    if address in _NAT64 or address in _COMPATIBLE:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found
