"""The documentation as a site: `make docs-site` writes build/docs. Nothing is fetched, now or by readers."""

from typing import Any

import wartally

project = "Wartally"
author = "Wartally contributors"
version = release = wartally.__version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["profile"]
# Pages are written for the forge: headings are linked there by their text, as here.
myst_heading_anchors = 3
# A page may leave out a level of headings, or show a language that has no highlighter; a folder may be empty.
suppress_warnings = ["misc.highlighting_failure", "myst.header", "toc.empty_glob"]

html_theme = "furo"
html_title = "Wartally"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {
        "font-stack": "system-ui, sans-serif",
        "color-brand-primary": "#0072B2",
        "color-brand-content": "#0072B2",
    },
    "dark_css_variables": {"color-brand-primary": "#6BB6E0", "color-brand-content": "#6BB6E0"},
}


def _in_its_language(_app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Say of the Ukrainian pages that they are, so that they are read aloud and hyphenated right."""
    if page.startswith("uk/") or page.endswith(".uk"):
        context["language"] = "uk"


def setup(app: Any) -> None:
    """Have Sphinx ask for each page's language."""
    app.connect("html-page-context", _in_its_language)
