"""What people call: `scrapy crawl | extract | importpages`."""
