"""The site as programs read it: OpenAPI, Atom, sitemap, robots.txt, llms.txt; compiled, not kept by hand."""
