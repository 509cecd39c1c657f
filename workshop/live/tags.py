"""Template tags for panes and for what the scripts of a page need."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.safestring import mark_safe

from workshop.live import clock, shared_pages

register = template.Library()


@register.inclusion_tag("components/_pane.html", takes_context=True)
def pane(
    context: dict,
    name: str,
    every: int = 0,
    by: str = "",
    pace: int = 0,
    page: str = "",
    fetch_on: str = "",
    renew_on: str = "",
    **kwargs,
) -> dict:
    """A pane of any feature by its URL name, with its first paint: `{% pane "workshop:me" session=session.pk %}`.

    A page composes panes this way without importing the features they come from. `every` is the number of seconds after which
    a pane that no room tells of is fetched again. `by` is a screen's token, with which the page subscribes to the room. `pace` is
    the least number of milliseconds between two comments that the pane adds. Events of the kinds in `fetch_on` make the browser
    fetch the pane, since they change what is the reader's own in it; those in `renew_on` do so some time later, where the
    pane may be outdated for a while. `page` names the query parameter of the page that selects a page of the pane.
    """
    request: HttpRequest = context["request"]
    address = reverse(name, kwargs=kwargs)
    match = resolve(address)
    if page and page in request.GET:
        address += "?" + urlencode({page: request.GET[page]})
    said = shared_pages.slots_of_pane(request, match.func) or _said(
        match.func(request, *match.args, **match.kwargs), request
    )
    return {
        "name": name,
        "address": shared_pages.in_address(address),
        "fetch_on": fetch_on,
        "renew_on": renew_on,
        "every": every,
        "by": by,
        "pace": pace,
        "room": said["room"],
        "version": said["version"],
        "content": mark_safe(said.get("body", "")),  # noqa: S308  rendered by a view of ours
        "shown": "body" in said,
    }


def _said(response: HttpResponse, request: HttpRequest) -> dict[str, str]:
    """The room, the version and the content of a pane's response. A refused pane has no content."""
    if room := response.headers.get("Room"):
        shared_pages.saw(request, room, response.headers["Room-Version"])
    body = {"body": response.content.decode()} if response.status_code == 200 else {}
    return {"room": room or "", "version": response.headers.get("Room-Version", "0")} | body


@register.simple_tag(takes_context=True)
def mine(context: Context, template: str) -> str:
    """A template with what is the reader's own, or the slot for it in a page with slots."""
    if shared_pages.is_wanted(context.get("request")):
        return mark_safe(shared_pages.slot(template))  # noqa: S308  a template's name
    own = render_to_string(template, cast(dict[str, Any], context.flatten()))
    return mark_safe(own.strip())  # noqa: S308  rendered above


@register.simple_tag(takes_context=True)
def database_time(context: Context) -> str:
    if shared_pages.is_wanted(context.get("request")):
        return shared_pages.slot(shared_pages.NOW)
    return str(clock.database_milliseconds())


@register.filter
def milliseconds(moment) -> int | str:
    """A moment or a duration in milliseconds, as the clocks of a page read it; empty for None."""
    if moment is None:
        return ""
    if hasattr(moment, "total_seconds"):
        return int(moment.total_seconds() * 1000)
    return int(moment.timestamp() * 1000)


@register.simple_tag
def app_version() -> str:
    """The version that rendered the page. Its scripts compare it with the version in the socket's first frame."""
    return settings.APP_VERSION


@register.simple_tag(takes_context=True)
def csrf_cookie_name(context: Context) -> str:
    """The cookie from which scripts read the CSRF token, since panes have none. It is set if the browser has none."""
    request = context.get("request")
    if request is not None and settings.CSRF_COOKIE_NAME not in request.COOKIES:
        get_token(request)
    return settings.CSRF_COOKIE_NAME
