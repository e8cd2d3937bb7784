"""No request to an address that is not public: a list on a hostile site must not reach the newsroom's own network."""

import ipaddress
from collections.abc import Sequence
from typing import ClassVar

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

NOT_PUBLIC = "is not a public address"


class PublicAddressResolver(CachingThreadedResolver):
    """Names that lead to a private address are not resolved. The check stands where the connection asks."""

    allow_private = False
    private_names: ClassVar[set[str]] = set()  # Twisted tells whoever asked only that there is no address

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "PublicAddressResolver":
        """Take the exception that tests need from the settings."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802 (Twisted's name)
        """Resolve the name, or fail as for a name that does not exist."""
        return super().getHostByName(name, timeout).addCallback(self._judge, name)

    def _judge(self, address: str, name: str) -> str:
        if self.allow_private or ipaddress.ip_address(address).is_global:
            return address
        self.private_names.add(name)
        raise DNSLookupError(f"{name} leads to {address}, which {NOT_PUBLIC}")
