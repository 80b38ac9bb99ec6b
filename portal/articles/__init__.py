"""Help articles: Markdown files with front matter, rendered once, browsed and read."""
