"""`scrapy nightly`: one night from the lists of all sources to what readers see."""
