"""What keeps, reads and shows the articles: SQLite, WARC files and Datasette. Knows nothing of Scrapy."""
