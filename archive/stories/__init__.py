"""The same story in several papers, and the same ritual elsewhere."""
