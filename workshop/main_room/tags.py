"""Template tags of the extension points."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from workshop.live import tags as live
from workshop.main_room import extensions

register = template.Library()


@register.simple_tag(takes_context=True)
def extension(context: Context, point: str) -> SafeString:
    """What features show at this point of a session's page: `{% extension "main_room.stage" %}`."""
    shown = [_rendered(context, each) for each in extensions.shown_at(point)]
    return mark_safe("".join(shown))  # noqa: S308  rendered just now


@register.simple_tag
def page_url(page: str, **kwargs: Any) -> str:
    """The address of a feature's page: `{% page_url "table" session=session.pk group=group.pk %}`."""
    return reverse(extensions.route_of(page), kwargs=kwargs)


def _rendered(context: Context, shown: extensions.Pane | str) -> str:
    known = cast(dict[str, Any], context.flatten())
    if isinstance(shown, str):
        return render_to_string(shown, known)
    pane = live.pane(known, shown.name, **shown.options, session=known["session"].pk)
    return render_to_string("components/_pane.html", pane)
