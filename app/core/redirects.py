"""Where to send a person next: always to this site."""

from urllib.parse import urlsplit

from flask import request


def own_path(address: str | None) -> str | None:
    """An address on this site, as a path; None for anything that leads elsewhere."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        if (parts.scheme, parts.netloc) != (request.scheme, request.host):
            return None
        address = parts.path + (f"?{parts.query}" if parts.query else "")
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and not any(ord(c) < 33 for c in address)
    return address if safe else None
