"""One person's page at a table, used step by step: a socket, the panes of talk and board, posts over HTTP."""

from __future__ import annotations

import json
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4
from xml.etree.ElementTree import Element

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.history.page import Pane, parsed
from tests.history.record import MARK

CSRF = "0123456789abcdefghijklmnopqrstuv"
PATIENCE = 60.0  # seconds; the machine may be busy
REVISION = re.compile(r'name="revision" value="(\d+)"')


@dataclass
class Post:
    """One request, as the page stores it until it is answered."""

    mark: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields.setdefault("client_id", str(uuid4()))


class Page:
    def __init__(self, address: str, session: str, main_room: str, *, cookie: str) -> None:
        self.address, self.session, self.main_room = address, session, main_room
        self.cookies = f"{cookie}; csrftoken={CSRF}; language=en"
        headers = {"Cookie": self.cookies, "X-CSRFToken": CSRF, "HX-Request": "true", "Origin": address}
        # A connection for each request: the server may close an idle one just when it is used.
        own = httpx.Limits(max_keepalive_connections=0)
        self.web = httpx.Client(base_url=address, headers=headers, timeout=PATIENCE, limits=own)
        self.line: ClientConnection | None = None
        self.group = self.room = ""
        self.is_shut_out = False  # of the table this page shows
        self.panes: dict[str, Pane] = {}
        self.seen: set[str] = set()  # every mark that ever came to this page

    def opens_table(self, group: str, room: str) -> None:
        """Load the page of a table anew. A socket that is open subscribes to it."""
        self.group, self.room, self.is_shut_out = group, room, False
        self.panes = {name: Pane(name, f"{self.place}{name}/", room) for name in ("talk", "board")}
        for pane in self.panes.values():
            self.fetch(pane)
        if self.line:
            self.subscribe()

    @property
    def place(self) -> str:
        return f"/s/{self.session}/tables/{self.group}/"

    # ── hearing ──

    def comes_back(self) -> None:
        address = self.address.replace("http", "ws") + "/live/?language=en"
        plain = {"proxy": None, "compression": None, "legacy": True}
        headers = {"Cookie": self.cookies}
        self.line = connect(address, origin=self.address, additional_headers=headers, open_timeout=PATIENCE, **plain)
        self.line.send(json.dumps({"subscribe": self.main_room, "seen": 0}))  # as every page does
        self.subscribe()

    def subscribe(self) -> None:
        seen = min(pane.version for pane in self.panes.values())
        self.line.send(json.dumps({"subscribe": self.room, "seen": seen}))
        self.hear_until(lambda frame: frame["kind"] == "subscribed" and frame["room"] == self.room)

    def is_cut(self) -> None:
        self.line.socket.close()  # without a closing frame
        self.line = None

    def hear_until(self, enough) -> None:
        """Apply frame by frame up to one for which `enough` is true."""
        end = time.monotonic() + PATIENCE
        while True:
            frames = json.loads(self.line.recv(timeout=max(0.0, end - time.monotonic())))
            found = [enough(self.hear(frame)) for frame in (frames if isinstance(frames, list) else [frames])]
            if any(found):
                return

    def hear(self, frame: dict) -> dict:
        if html := frame.get("html"):
            self.seen.update(MARK.findall(html))
        if frame["kind"] in {"told", "behind", "subscribed"} and frame["room"] == self.room:
            for pane in self.panes.values():
                if frame["kind"] == "told":
                    pane.hear(frame)
                if pane.version < frame["v"]:
                    self.fetch(pane)
        return frame

    def catches_up(self, version: int) -> None:
        """Apply frames until both panes show this version of the table."""
        if min(pane.version for pane in self.panes.values()) < version:
            self.hear_until(lambda _frame: all(pane.version >= version for pane in self.panes.values()))

    def loses_table(self) -> None:
        """Wait until the server ends the subscription to the table."""
        self.hear_until(lambda frame: frame["kind"] == "unsubscribed" and frame["room"] == self.room)

    def fetch(self, pane: Pane) -> None:
        known = pane.asks()
        answer = self.web.get(pane.src)
        if answer.status_code != 200:
            self.is_shut_out = True
            return
        pane.replace(int(answer.headers["room-version"]), answer.text, known)
        self.seen.update(MARK.findall(answer.text))

    def fetched(self, name: str) -> Element:
        return parsed(self.web.get(self.panes[name].src).text)

    # ── writing ──

    def sends(self, post: Post) -> int:
        return self.web.post(post.path, data=post.fields).status_code

    def sends_into_nothing(self, post: Post) -> None:
        """Send the request and close the connection before an answer comes, so that nobody knows whether it was executed."""
        request = self.web.build_request("POST", post.path, data=post.fields)
        head = f"POST {post.path} HTTP/1.1\r\n".encode()
        head += b"".join(b"%s: %s\r\n" % pair for pair in request.headers.raw) + b"\r\n"
        with socket.create_connection((request.url.host, request.url.port)) as line:
            line.sendall(head + request.read())

    def revision_of(self, finding: str) -> str:
        return REVISION.search(self.web.get(f"{self.place}findings/{finding}/").text)[1]

    def closes(self) -> None:
        self.web.close()
        if self.line:
            with suppress(ConnectionClosed, OSError):
                self.line.close()
