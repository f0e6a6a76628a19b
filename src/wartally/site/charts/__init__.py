"""Charts declared in Vega-Lite: what each shows, in words and numbers, and how it is drawn."""
