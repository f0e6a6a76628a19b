"""The site: Datasette over the built database, with pages, queries and labels of our own."""
