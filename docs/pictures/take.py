"""Take the README's pictures from a demo day that is being served:

.venv/bin/python manage.py demo --reset --json --url http://127.0.0.1:8000 > var/demo.json
.venv/bin/python docs/pictures/take.py var/demo.json
"""

import json
import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
SCREEN = {"width": 1280, "height": 800}
PROJECTOR = {"width": 1280, "height": 720}
AT_THE_TABLE = "まどか"
ABSENT = {"はる"}


def opened(browser: Browser, address: str, screen: dict) -> Page:
    context = browser.new_context(
        viewport=screen,
        locale="ja",
        timezone_id="Asia/Tokyo",
        color_scheme="light",
        extra_http_headers={"Accept-Language": "ja"},
    )
    page = context.new_page()
    page.goto(address)
    if page.locator(".login__form .button").count():
        page.locator(".login__form .button").click()
        page.wait_for_load_state()
    return page


def save(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)
    picture = Image.open(BytesIO(page.screenshot()))
    picture.save(HERE / f"{name}.webp", lossless=True)


def take(links: dict) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = {
            name: opened(browser, link, SCREEN) for name, link in links["participants"].items() if name not in ABSENT
        }
        table = pages[AT_THE_TABLE]
        table.locator("[data-my-table]").click()
        table.wait_for_load_state()
        save(table, "table")
        save(opened(browser, links["screen"], PROJECTOR), "screen")
        desk = opened(browser, links["facilitator"], SCREEN)
        desk.wait_for_timeout(6000)  # until it has heard who is here
        save(desk, "desk")


if __name__ == "__main__":
    take(json.loads(Path(sys.argv[1]).read_text()))
