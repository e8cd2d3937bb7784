"""Addresses in one form, and what in them says which article it is."""

import ipaddress
import re
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# Parameters that say where a reader came from, never what is read.
NOISE = re.compile(r"^(utm_\w+|fbclid|gclid|zarsrc|redirect|inheritRedirect)$", re.IGNORECASE)

SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)  # Liferay writes it into links for readers without cookies


def canonical(url: str) -> str:
    """One form of an address: host in lower case, no fragment, no default port, no parameters that only trace.

    All other parameters stay, in their order: on many portals the query string is the identity.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(parts.scheme)
    if parts.port and parts.port != default:
        host = f"{host}:{parts.port}"
    return urlunsplit((parts.scheme, host, SESSION.sub("", parts.path) or "/", _without_noise(parts.query), ""))


def _without_noise(query: str) -> str:
    # As written, not parsed and quoted again: a server may care, and so does the identity of an address.
    return "&".join(part for part in query.split("&") if not NOISE.match(part.partition("=")[0]))


def joined(base: str, link: str) -> str | None:
    """The canonical address that a link on a page leads to; None if it leads nowhere: javascript:, mailto:, damaged."""
    try:
        address = urljoin(base, link.strip())
    except ValueError:
        return None
    return canonical(address) if is_http(address) else None


def path_and_query(url: str) -> str:
    """The address without scheme and host: an identity that survives a change of domain."""
    parts = urlsplit(canonical(url))
    path = parts.path.rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query else path


def query_value(url: str, name: str) -> str | None:
    """The value of a parameter, its name in any case."""
    return next((value for key, value in parse_qsl(urlsplit(url).query) if key.lower() == name.lower()), None)


def is_http(url: str) -> bool:
    """True for an address that can be fetched: http or https, with a host (`\\` is a slash) and a possible port."""
    try:
        parts = urlsplit(url.replace("\\", "/"))
        return parts.scheme in ("http", "https") and bool((parts.hostname or "").strip(".")) and parts.port != 0
    except ValueError:
        return False


def is_public_address(host: str) -> bool:
    """False for a literal IP address that is not public; True for names, which are judged when they are resolved."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return True
