"""The page of findings in a real browser: axe finds nothing, and it fits a narrow window."""

from __future__ import annotations

import pytest

from tests.test_findings import REPORT
from tests.test_site_browser import chromium
from wartally.validation.render import render

__all__ = ["chromium"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_findings_fits_and_axe_finds_nothing(chromium, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.set_content(render(REPORT, "html"))
    assert page.get_by_role("table").count() == 7
    assert [violation["id"] for violation in axe.run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
