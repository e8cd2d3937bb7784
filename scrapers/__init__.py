"""What brings pages in: lists to leads, pages to articles. Knows Scrapy and HTML and writes no SQL."""
