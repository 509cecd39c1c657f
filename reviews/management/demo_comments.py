"""Posts and moderates the demo's comments by HTTP, anonymously and without cookies, as browsers do.

Only `summaries` may import `comments`, so this uses HTTP. It needs no server, since our WSGI application answers the
requests in this process.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from uuid import UUID

import httpx
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from django.utils.html import escape
from django.utils.module_loading import import_string

from workshop.accounts.links import sign_in_token
from workshop.accounts.models import User
from workshop.sessions.models import Session

MOVE_INBOXES = "reviews.comments.tasks.move_inboxes"
LONGEST_WAIT = (
    40.0  # seconds until all have left the inbox: 15 for a batch, and 15 more for a comment that would be alone in one
)
PASS = re.compile(r'data-comment-pass="(\w+)"')
QUEUED = re.compile(r'<li id="queued-(\w{32})".*?</li>', re.DOTALL)
STEPS = {
    "shown": ["showing"],
    "on_air": ["discuss"],
    "answered": ["showing", "answer"],
    "declined": ["refusal"],
}  # names of URLs, in the order of the posts


class DemoComments:
    """The comments of a story. The constructor posts them; `moderate` does what the story's facilitator does with each."""

    def __init__(self, session: Session, lead: User, comments: list[dict], *, base: str) -> None:
        self.session = session
        self.comments = comments
        self._client = httpx.Client(
            transport=httpx.WSGITransport(app=WSGIHandler()), base_url=base, headers={"Origin": base}
        )
        self._post_all(self._pass(lead))

    def moderate(self) -> None:
        """Wait until all comments have left the inbox, then moderate them. Raises TimeoutError after LONGEST_WAIT."""
        ids = self._wait_for_batches()
        for comment in sorted(self.comments, key=lambda one: one["fate"] == "on_air"):
            for step in STEPS.get(comment["fate"], ()):
                words = {name: comment[name] for name in ("answer", "reason") if name in comment}
                address = reverse(f"reviews:{step}", kwargs=self._in_session | {"comment": ids[comment["text"]]})
                self._send(address, words)
        self._send(reverse("workshop:sign-out"), {})
        self._client.close()

    @property
    def _in_session(self) -> dict:
        return {"session": self.session.pk}

    def _pass(self, lead: User) -> str:
        """Sign in as the lead, and read the pass from its pane. It is the same for everyone."""
        once = reverse("workshop:sign-in-once", kwargs={"user": lead.pk, "token": sign_in_token(lead)})
        self._client.get(once).raise_for_status()
        self._send(once, {})
        found = PASS.search(self._get("reviews:comment-pass"))
        if found is None:
            raise LookupError("The pane holds no pass.")
        return found[1]

    def _post_all(self, comment_pass: str) -> None:
        cookies, self._client.cookies = self._client.cookies, httpx.Cookies()
        for comment in self.comments:
            secret = secrets.token_hex(16)
            body = {"text": comment["text"], "hash": hashlib.sha256(secret.encode()).hexdigest(), "pass": comment_pass}
            self._client.post(reverse("reviews:inbox", kwargs=self._in_session), json=body).raise_for_status()
        self._client.cookies = cookies

    def _wait_for_batches(self) -> dict[str, UUID]:
        """The id of each comment by its text. Runs beat's task itself, since beat may not be running."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until:
            import_string(MOVE_INBOXES)()
            rows = list(QUEUED.finditer(self._get("reviews:queue")))
            found = {
                one["text"]: UUID(row[1]) for one in self.comments for row in rows if escape(one["text"]) in row[0]
            }
            if len(found) == len(self.comments):
                return found
            time.sleep(0.25)
        raise TimeoutError("The comments did not leave their inbox.")

    def _get(self, name: str) -> str:
        return self._client.get(reverse(name, kwargs=self._in_session)).raise_for_status().text

    def _send(self, address: str, words: dict) -> None:
        signed = {"X-CSRFToken": self._client.cookies.get(settings.CSRF_COOKIE_NAME) or "", "HX-Request": "true"}
        response = self._client.post(address, data=words, headers=signed)
        if response.is_error:
            response.raise_for_status()
