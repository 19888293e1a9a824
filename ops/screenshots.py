"""Takes the pictures of the documentation from a running platform.

make screenshots
"""

from __future__ import annotations

import os
import re

from playwright.sync_api import Page, sync_playwright

from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD
from automaton.env import ROOT

IMAGES = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme, page_name in (("light", "execution.png"), ("dark", "workflow.png")):
            context = browser.new_context(
                base_url=os.environ["PUBLIC_URL"],
                viewport={"width": 1440, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            _take(context.new_page(), page_name)
        browser.close()


def _take(page: Page, name: str) -> None:
    """Signs in, runs the sample, and takes the page of the execution or of the workflow."""
    page.goto("/")
    page.get_by_label(re.compile("e-?mail", re.I)).fill(DEMO_EMAIL)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Strong earthquakes").first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Run").click()
    page.get_by_role("row", name=re.compile("Write the report")).get_by_text("Completed").wait_for()
    if name == "workflow.png":
        page.get_by_role("link", name="Strong earthquakes").first.click()
        page.get_by_text("Running").wait_for(state="detached")
    page.mouse.move(0, 0)
    page.wait_for_function(
        "document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"
    )
    page.screenshot(path=IMAGES / name)


if __name__ == "__main__":
    main()
