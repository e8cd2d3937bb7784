"""Scripts that run in the peers' own environments: they import nothing of this project."""
