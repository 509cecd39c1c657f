"""Comments, and the forms in which they are written and moderated."""

from __future__ import annotations

from types import SimpleNamespace as Sample

from reviews.comments.forms import AnswerForm, RefusalForm
from reviews.styleguide import samples
from reviews.styleguide.samples import key, said
from reviews.styleguide.specimens import Section, Specimen

HERE = "reviews/comments/"


def sections() -> list[Section]:
    return [
        Section("comment", comments()),
        Section("composer", composers()),
        Section("dialog", dialogs()),
        Section("queue", queue()),
    ]


def session(**more) -> Sample:
    return (
        Sample(pk=key("session"), is_over=False, rooms=samples.many())
        if not more
        else Sample(pk=key("session"), **more)
    )


def comments() -> list[Specimen]:
    answer = said("来週までに手順を書きます。", "We write it down by next week.")
    reason = said("人の名前があるため。", "It names a person.")
    own = {
        state: {"own-comments": {"data-styleguide": state, "data-styleguide-reason": reason}} for state in OWN_STATES
    }
    shown = {
        "shown": samples.comment("shown"),
        "on the air": samples.comment("on_air"),
        "answered": samples.comment("answered"),
        "answered in writing": samples.comment("answered", answer=answer),
    }
    return [
        *(Specimen(state, f"{HERE}_comment.html", {"comment": one}, frame="rows") for state, one in shown.items()),
        *(
            Specimen(f"my own: {state}", f"{HERE}_own_comments.html", {"session": session()}, put=put)
            for state, put in own.items()
        ),
        Specimen("no comment yet", f"{HERE}_comments.html", {"session": session(), "comments": [], "counts": {}}),
    ]


OWN_STATES = ("inbox", "waiting", "shown", "declined")


def composers() -> list[Specimen]:
    here, template = {"session": session(), "many": True}, f"{HERE}_composer.html"
    text = said("この件は聞くなと言われていました。", "We were told not to ask about this.")
    received = {".composer__received": {"text": said("受け取りました。", "Received.")}}
    wrong = {
        "[data-error]": {"hidden": None, "text": said("長すぎます。", "This is too long.")},
        "textarea": {"aria-invalid": "true"},
    }
    kept = {
        "[data-words]": {"text": text},
        "[data-fate]": {"text": said("この端末に保存されています。", "Stored on this device.")},
    }
    return [
        Specimen("empty", template, here),
        Specimen("written", template, here, put={"textarea": {"text": text}}),
        Specimen("on its way", template, here, put={"textarea": {"text": text}, "form": {"data-sending": ""}}),
        Specimen("received", template, here, put=received),
        Specimen("refused", template, here, put=wrong),
        Specimen("not sent", template, here, put=wrong | {"[data-keep]": {"hidden": None}}),
        Specimen("kept", f"{HERE}_own_comments.html#kept", put=kept, frame="rows"),
        Specimen(
            "kept, then refused",
            f"{HERE}_own_comments.html#kept",
            put=kept | {"li": {"data-state": "refused"}},
            frame="rows",
        ),
        Specimen("few people", template, here | {"many": False}),
        Specimen("in a panel", f"{HERE}_panel.html", here),
        Specimen("after the session", template, {"session": session(is_over=True)}),
    ]


def dialogs() -> list[Specimen]:
    template, address = f"{HERE}_moderation_dialogs.html", {"address": "/styleguide/"}
    quote = {"[data-quote]": {"text": samples.comment("shown").text}}
    return [
        Specimen("to answer, to decline", template, put=quote | {"dialog": {"open": ""}}),
        Specimen(
            "an answer that is too long",
            f"{template}#answer",
            address | {"form": AnswerForm({"answer": "…" * 1001})},
            frame="dialog",
        ),
        Specimen("no reason", f"{template}#refusal", address | {"form": RefusalForm({})}, frame="dialog"),
    ]


def queue() -> list[Specimen]:
    answer = said("来週までに手順を書きます。", "We write it down by next week.")
    states = ("waiting", "shown", "on_air")
    done = [
        samples.comment("answered", answer=answer),
        samples.comment("declined", reason=said("人の名前があるため。", "It names a person.")),
    ]
    to_do = [samples.comment(state) for state in states]
    full = {"session": samples.session(), "may_moderate": True, "to_do": to_do, "done": done}
    counts = {"counts": {"to_check": 1, "discussed": 2, "shown": 5, "decided": 2}}
    nothing = {"to_do": [], "done": [], "counts": {}}
    return [
        Specimen("each state", f"{HERE}_queue.html", full | counts, put={"details": {"open": ""}}),
        Specimen("several pages", f"{HERE}_queue.html", full | counts | {"page": 2, "before": 50, "after": 123}),
        Specimen("as an observer sees it", f"{HERE}_queue.html", full | counts | {"may_moderate": False}),
        Specimen("nothing to check", f"{HERE}_queue.html", full | nothing),
    ]
