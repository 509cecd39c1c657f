"""Somebody opens a page. Each visit is a browser of its own, with its own cookies, cache and memory."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Route, WebSocketRoute, expect

from tests.actors import Browser
from workshop.accounts.models import User
from workshop.people.models import Participant

PATIENCE = 60_000  # ms; the machine may be busy
LOOK_EVERY = 200  # ms
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
# Both languages and both schemes. A word is as wide in the dark, so that four combinations would show no more than two.
LOOKS = pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "dark")], ids=lambda each: each)
# Said by Chromium and htmx about an answer that is not 2xx and about a connection that was cut.
FROM_THE_NETWORK = re.compile(
    r"Failed to load resource|WebSocket connection to|net::ERR_|^htmx:|^Response Status Error Code "
)


class Visits:
    def __init__(self, chromium: Chromium, address: str) -> None:
        self.chromium = chromium
        self.address = address
        self.complaints: list[str] = []
        self._open: list[BrowserContext] = []

    def open(
        self,
        path: str = "/",
        person: Participant | User | None = None,
        *,
        language: str = "en",
        screen: dict = LAPTOP,
        before: str = "",
        line: Line | None = None,
        strict: bool = False,
        **context,
    ) -> Page:
        """A page at this path. `before` is a script the page runs first; `line` is where its socket goes through.

        With `strict` also an answer that is not 2xx is a complaint.
        """
        context = self.chromium.new_context(
            base_url=self.address, viewport=screen, locale=language, has_touch=screen is PHONE, **context
        )
        self._open.append(context)
        context.set_default_timeout(PATIENCE)
        cookies = Browser(person, language).cookies
        context.add_cookies(
            [{"name": name, "value": morsel.value, "url": self.address} for name, morsel in cookies.items()]
        )
        if before:
            context.add_init_script(before)
        context.on("console", lambda message: self._hear(message, strict=strict))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        page = context.new_page()
        if line:
            line.lay(page)
        page.goto(path)
        return page

    def end(self) -> list[str]:
        for context in self._open:
            for page in context.pages:
                page.unroute_all(
                    behavior="ignoreErrors"
                )  # else what a page still asks on its way out fails the next test
            context.close()
        return self.complaints

    def _hear(self, message: ConsoleMessage, *, strict: bool) -> None:
        if message.type == "error" and (strict or not FROM_THE_NETWORK.search(message.text)):
            self.complaints.append(f"{message.page and message.page.url}: {message.text}")


class Line:
    """The way a page's socket takes. While it is cut, no socket comes through; what it holds comes later, in one frame."""

    def __init__(self) -> None:
        self.is_cut = False
        self.opened_at: list[float] = []
        self.said = 0  # frames that the page sent; it subscribes as soon as it is connected
        self._sockets: list[WebSocketRoute] = []
        self._held: Any = None  # a list of frames, while it holds them

    def lay(self, page: Page) -> None:
        page.route_web_socket(re.compile(r"/live/"), self._connect)

    def cut(self, reason: str = "") -> None:
        self.is_cut = True
        while self._sockets:
            self._sockets.pop().close(code=1012, reason=reason)

    def restore(self) -> None:
        self.is_cut = False

    def hold(self) -> None:
        self._held = []

    def let_go(self, page: Page, *, told: int) -> None:
        """Hand the page what was said, once so much was told, as a server hands over what a busy room is told."""
        for _look in range(PATIENCE // LOOK_EVERY):
            if sum(frame["kind"] == "told" for frame in self._held) >= told:
                break
            page.wait_for_timeout(LOOK_EVERY)
        self._sockets[-1].send(json.dumps(self._held))
        self._held = None

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close(code=1012)
            return
        self.opened_at.append(time.monotonic())
        server = socket.connect_to_server()
        socket.on_message(lambda frame: self._pass_on(server, frame))
        server.on_message(lambda frame: self._hand_over(socket, frame))
        self._sockets.append(socket)

    def _pass_on(self, server: WebSocketRoute, frame: str | bytes) -> None:
        self.said += 1
        server.send(frame)

    def _hand_over(self, socket: WebSocketRoute, frame: str | bytes) -> None:
        if self._held is None:
            socket.send(frame)
            return
        several = json.loads(frame)
        self._held += several if isinstance(several, list) else [several]


def lose_the_answer(route: Route) -> None:
    """The server gets the request, but the page never gets the answer. The page may have changed in the meantime."""
    with suppress(Error):
        route.fetch()
        route.abort()


def tab_to(page: Page, wanted: Locator, *, key: str = "Tab", at_most: int = 80) -> None:
    """Go to this element by Tab only. Focus must be visible at every stop on the way.

    A person who has read a button's new meaning presses it after the moment in which it ignores presses (press-guard.js).
    """
    for _stop in range(at_most):
        page.keyboard.press(key)
        assert page.evaluate(FOCUS_SHOWS), page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("element => element === document.activeElement"):
            expect(wanted).not_to_have_attribute("data-fresh", "")
            return
    raise AssertionError(f"not reached within {at_most} presses of {key}: {wanted}")


# A ring of at least two pixels, on the element itself or on the row around it.
FOCUS_SHOWS = """() => {
  const ringed = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const focused = document.activeElement;
  if (focused === document.body) return true;
  const box = focused.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && (ringed(focused) || ringed(focused.closest("label, li, .group") ?? focused));
}"""


def until(page: Page, condition: str) -> None:
    """`wait_for_function` asks a second time from inside the page, where its policy allows no eval."""
    for _look in range(PATIENCE // LOOK_EVERY):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(LOOK_EVERY)
    raise AssertionError(condition)
