"""The content systems behind the sites: how each lists, addresses and lays out."""
