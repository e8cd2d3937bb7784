"""WARC files: ours, written as pages come, and those of others."""
