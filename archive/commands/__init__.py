"""What `python -m archive ...` can do, by subject; archive/cli.py gathers it."""
