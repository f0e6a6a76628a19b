"""Our own pages, in English and, under /uk, in Ukrainian: one module each, with JSON and CSV twins."""
