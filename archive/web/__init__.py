"""What readers see: Datasette on the published file, with search that knows Vietnamese spelling."""
