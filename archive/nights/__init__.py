"""What each night did, and how the sources are."""
