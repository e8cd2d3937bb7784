"""What reading and crawling cost, beside what others cost on the same pages: `python -m benchmarks`."""
