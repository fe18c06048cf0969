"""A crawl's process for which 127.0.0.2 is a public address, and all else is as it is.

Started like `crawlers.launch`; lets a test stand outside of what the guard protects.
"""

from crawlers.middlewares import addresses, guard, resolver

_really = addresses.is_public


def _pretended(address: str) -> bool:
    return address == "127.0.0.2" or _really(address)


guard.is_public = _pretended
resolver.is_public = _pretended

if __name__ == "__main__":
    from crawlers.child import main

    main()
