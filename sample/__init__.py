"""A recording of two nights on four sites, written for this project: see README.md in this folder."""
