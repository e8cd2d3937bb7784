"""One module a source, mostly facts: `scrapy list` is the registry."""
