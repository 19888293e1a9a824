"""What a person with a browser does first: sign in, run the sample, watch it, look at what came out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD
from tests.e2e.conftest import Addresses

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)  # a busy machine is not a broken product

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def silent_page(browser: Browser, platform: Addresses) -> Iterator[Page]:
    """Of somebody who was never here."""
    context = browser.new_context(base_url=platform.public_url, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def page(silent_page: Page) -> Iterator[Page]:
    """Fails the test on any complaint in the browser's console."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    silent_page.on("console", listen)
    silent_page.goto("/")
    yield silent_page
    assert not complaints


def sign_in(page: Page, email: str = DEMO_EMAIL) -> None:
    page.get_by_label(re.compile("e-?mail", re.I)).fill(email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Workflows")).to_be_visible()


def run_from_page(page: Page) -> None:
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Run").click()


def test_the_sample_is_run_watched_and_read(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name="Strong earthquakes").first.click()
    run_from_page(page)

    report = page.get_by_role("row", name=re.compile("Write the report"))
    expect(report.get_by_text("Completed")).to_be_visible()
    report.click()
    expect(page.get_by_role("region", name="Output")).to_contain_text("26 deep earthquakes")


def test_what_nodes_do_comes_over_the_websocket_without_their_items(page: Page) -> None:
    frames: list[str] = []
    with page.expect_websocket() as opened:
        sign_in(page)
    page.get_by_role("link", name="Strong earthquakes").first.click()

    def tells_the_end(frame: object) -> bool:
        frames.append(str(frame))
        return '"execution-updated"' in frames[-1] and '"status":"completed"' in frames[-1]

    with opened.value.expect_event("framereceived", tells_the_end):
        run_from_page(page)

    expect(page.get_by_role("row", name=re.compile("Write the report")).get_by_text("Completed")).to_be_visible()
    assert "26 deep earthquakes" not in "".join(frames)


def test_a_viewer_sees_and_cannot_run(page: Page) -> None:
    sign_in(page, "viewer@automaton.local")
    page.get_by_role("link", name="Strong earthquakes").first.click()

    expect(page.get_by_role("heading", name="Strong earthquakes")).to_be_visible()
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


def test_an_address_opens_where_it_points_after_signing_in(page: Page, api: httpx.Client) -> None:
    workflow_id = api.get("workflows", params={"search": "Strong earthquakes"}).json()["items"][0]["id"]
    page.goto(f"/workflows/{workflow_id}")
    page.get_by_label(re.compile("e-?mail", re.I)).fill(DEMO_EMAIL)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Strong earthquakes")).to_be_visible()


def test_a_wrong_password_is_said_and_nothing_more(silent_page: Page) -> None:
    page = silent_page
    page.goto("/")
    page.get_by_label(re.compile("e-?mail", re.I)).fill(DEMO_EMAIL)
    page.get_by_label("Password").fill("not-the-password")
    with page.expect_response("**/auth/token") as answer:
        page.get_by_role("button", name="Sign in").click()

    assert answer.value.status == 401
    expect(page.get_by_role("alert")).to_be_visible()
