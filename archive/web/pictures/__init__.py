"""Pictures of what the archive holds, drawn on the server: SVG whose text is text, readable without colour."""
