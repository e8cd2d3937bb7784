"""Which addresses of others a page may link to."""

from urllib.parse import urlsplit


def web_address(url: str | None) -> str | None:
    """The address if it leads to a web page, None for none and for javascript:, data: and the like."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[": no IPv6 address
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
