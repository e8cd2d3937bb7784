"""Looking at a site that is no source yet, and writing the form of a new source."""
