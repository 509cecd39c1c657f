"""Pages of lenses: list, import, versions, questions with their proofs, comparison, export and publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from typing import Any, get_args
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.lenses import differences, permissions, queries, services, shipped
from reviews.lenses.exchange import open_export as out
from reviews.lenses.exchange import strict_export
from reviews.lenses.format import checks, companion_files, reading
from reviews.lenses.format.messages import PROFILES, Level, Message, message
from reviews.lenses.forms import BY_NAME, CompanionForm, ImportForm, PublicationForm
from reviews.lenses.models import Lens, LensVersion
from reviews.lenses.rules import trials
from workshop.accounts.requests import SignedInRequest

COMPANION = "companion"  # in the address of its file
LEVELS: tuple[Level, ...] = get_args(Level)  # the most severe first


def for_lens_managers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Restrict a view to accounts that may manage lenses; visitors without an account are asked to sign in."""

    @login_required
    @wraps(view)
    def behind(request: SignedInRequest, **address: Any) -> HttpResponse:
        if not permissions.may_manage_lenses(request.user):
            raise PermissionDenied
        return view(request, **address)

    return behind


def of_a_version(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the version that the address names to the view, instead of slug and number."""

    @for_lens_managers
    @wraps(view)
    def behind(request: SignedInRequest, *, slug: str, number: int, **address: Any) -> HttpResponse:
        found = queries.version_of(slug, number)
        if found is None:
            raise Http404
        return view(request, found, **address)

    return behind


@require_safe
@for_lens_managers
def lenses(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "reviews/lenses/lenses.html", {"listed": queries.listed_lenses(), "shipped": shipped.slugs()}
    )


@csrf_exempt  # the token is in the body, which may be too long to be read; _import is protected instead
@require_http_methods(["GET", "HEAD", "POST"])
@for_lens_managers
def lens_import(request: SignedInRequest) -> HttpResponse:
    """Import a file or pasted text. If it cannot be used, the answer shows its problems and nothing is stored."""
    posted = request.method == "POST"
    initial = {"goes_to": request.GET.get("lens", BY_NAME)}
    try:
        form = ImportForm(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    except RequestDataTooBig:
        too_large = message("too_large", "", "open", limit=reading.LARGEST)
        context = {"form": ImportForm()} | remarks((too_large,))
        return render(request, "reviews/lenses/import.html", context, status=422)
    return csrf_protect(_import)(request, form)


def _import(request: SignedInRequest, form: ImportForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        checked = checks.read_and_check(form.content(), form.cleaned_data["profile"] or "open")
        if checked.usable and checked.document is not None:
            beside, problems = _companion(form.companion_content(), checked.document)
            if problems:
                context["companion_problems"] = problems
            elif (namesake := form.namesake(checked.document)) is None:
                lens = form.lens_for(checked.document)
                version = services.import_lens(checked.document, lens=lens, companion=beside)
                return _to_imported(version, checked.messages)
            else:
                context["namesake"] = queries.version_labelled(namesake)
        else:
            context |= remarks(checked.messages)
    return render(request, "reviews/lenses/import.html", context, status=422 if request.method == "POST" else 200)


def _companion(content: bytes | str | None, document: dict) -> tuple[dict | None, list[str]]:
    """The companion for this document, and what is wrong with it."""
    if content is None:
        return None, []
    try:
        return companion_files.read(content, document), []
    except companion_files.Refused as refusal:
        return None, refusal.problems


def _to_imported(version: LensVersion, messages: Iterable[Message]) -> HttpResponse:
    """Redirect to the version. Its page names the notices of the file, which cannot be found in the document any more."""
    address = reverse("reviews:lens-version", kwargs={"slug": version.lens.slug, "number": version.number})
    told = [("notice", one.code) for one in messages if one.code == "unwrapped"]
    return redirect(f"{address}?{urlencode([('import', 'done' if version.is_draft else 'known'), *told])}")


@require_safe
@for_lens_managers
def lens(request: SignedInRequest, slug: str) -> HttpResponse:
    """Redirect to the newest published version, or to the draft if there is none."""
    found = get_object_or_404(Lens, slug=slug)
    newest = queries.newest_published(found) or queries.version_labelled(found)
    if newest is None:
        raise Http404
    return redirect("reviews:lens-version", slug=slug, number=newest.number)


@require_safe
@of_a_version
def version(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    return _version(request, version)


def _version(request: SignedInRequest, version: LensVersion, *, status: int = 200, **more: Any) -> HttpResponse:
    pillars = queries.contents_of(version)
    context = {
        "pillars": [(pillar, queries.proved(pillar.questions.all(), at_most=1)) for pillar in pillars],
        "versions": queries.versions_of(version.lens),
        "before": queries.version_before(version),
        "counts": counted(checks.check(version.document)) if version.is_draft else {},
        "is_shipped": version.lens.slug in shipped.slugs(),
    }
    return _page(request, "version", version, context | more, status=status)


@require_safe
@of_a_version
def pillar(request: SignedInRequest, version: LensVersion, pillar: str) -> HttpResponse:
    found = queries.pillar_of(version, pillar)
    if found is None:
        raise Http404
    return _page(request, "pillar", version, {"pillar": found, "questions": queries.proved(found.questions.all())})


@require_safe
@of_a_version
def question(request: SignedInRequest, version: LensVersion, question: str) -> HttpResponse:
    """A question, with ticked choices (`choice`), choices that are not applicable (`na`), or not applicable (`applies=no`)."""
    found = queries.question_of(version, question)
    if found is None:
        raise Http404
    ticked, left_out = (request.GET.getlist(name) for name in ("choice", "na"))
    trial = trials.trial_of(found, ticked, left_out, applies=request.GET.get("applies") != "no")
    return _page(request, "question", version, {"trial": trial})


@require_safe
@of_a_version
def proofs(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    """All questions with the verdicts of their proofs, those with a flaw first."""
    questions = [one for pillar in queries.contents_of(version) for one in pillar.questions.all()]
    found = queries.proved(questions, at_most=1)
    context = {
        "flawed": [one for one in found if one.is_flawed],
        "unproved": [one for one in found if one.verdict == "unproved"],
        "sound": [one for one in found if one.verdict == "sound"],
    }
    return _page(request, "rules", version, context)


@require_safe
@of_a_version
def check(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    found = {profile: checks.check(version.document, profile) for profile in PROFILES}
    context = {"profiles": [(profile, messages, counted(messages)) for profile, messages in found.items()]}
    return _page(request, "check", version, context)


@require_safe
@of_a_version
def changes(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    """The differences from an earlier version, by default the published one before."""
    earlier = [one for one in queries.versions_of(version.lens) if one.number < version.number]
    before = queries.version_before(version)
    if asked := request.GET.get("from"):
        number = next((one.number for one in earlier if str(one.number) == asked), None)
        if number is None:
            raise Http404
        before = queries.version_of(version.lens.slug, number)
    context: dict[str, Any] = {"before": before, "earlier": earlier}
    if before:
        context |= {
            "differences": differences.differences(before.document, version.document),
            "carried": queries.carried_between(before, version),
        }
    return _page(request, "changes", version, context)


@require_safe
@of_a_version
def printed(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    context = {"pillars": queries.contents_of(version), "choices": request.GET.get("choices") != "no"}
    return _page(request, "print", version, context)


@require_safe
@of_a_version
def export(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    try:
        _document, changes = strict_export.strict_export(version.document, version.companion)
        context: dict[str, Any] = {"changes": changes}
    except strict_export.CannotExport as refusal:
        context = {"refused": refusal.messages, "counts": counted(refusal.messages)}
    return _page(request, "export", version, context)


@require_safe
@of_a_version
def file(request: SignedInRequest, version: LensVersion, profile: str) -> HttpResponse:
    name = f"{version.lens.slug}-{version.label or 'draft'}"
    if profile == COMPANION:
        beside = companion_files.to_fill_in(version.document, version.companion)
        return _download(companion_files.written(beside), f"{name}-companion.json")
    if profile not in PROFILES:
        raise Http404
    try:
        document = (
            out.open_export(version.document)
            if profile == "open"
            else strict_export.strict_export(version.document, version.companion)[0]
        )
    except strict_export.CannotExport:
        return redirect("reviews:lens-export", slug=version.lens.slug, number=version.number)
    return _download(out.written(document), f"{name}.json")


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_version
def companion(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    """What the lens file cannot hold, to be edited as JSON in all languages. A change becomes the draft of the next version."""
    text = companion_files.written(companion_files.to_fill_in(version.document, version.companion))
    if request.method != "POST":
        form = CompanionForm(initial={"text": text, "seen": version.digest})
        return _page(request, "companion", version, {"form": form})
    form = CompanionForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["seen"] != version.digest:
        return _page(request, "companion", version, {"form": form, "is_another": True}, status=409)
    found, problems = _companion(form.content(), version.document)
    if found is None:
        return _page(request, "companion", version, {"form": form, "problems": problems}, status=422)
    changed = services.change_companion(version, found)
    return redirect("reviews:lens-version", slug=changed.lens.slug, number=changed.number)


@require_POST
@of_a_version
def publication(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    """Publish the draft on the page. A second press shows the published version; a colleague's newer draft is not published."""
    form = PublicationForm(request.POST)
    if not form.is_valid():
        return _version(request, version, status=422, form=form)
    if version.is_draft:
        if form.cleaned_data["seen"] != version.digest:
            return _version(request, version, status=409, is_another=True)
        with suppress(services.NotADraft):
            services.publish(version, form.cleaned_data["step"])
    return redirect("reviews:lens-version", slug=version.lens.slug, number=version.number)


@require_POST
@of_a_version
def discarding(request: SignedInRequest, version: LensVersion) -> HttpResponse:
    """Discard the draft on the page. A version that is now published stays, and so does a colleague's newer draft."""
    if version.is_draft and request.POST.get("seen") != version.digest:
        return _version(request, version, status=409, is_another=True)
    try:
        services.discard(version)
    except services.NotADraft:
        return redirect("reviews:lens", slug=version.lens.slug)
    return redirect("reviews:lenses")


def counted(messages: Iterable[Message]) -> dict[str, int]:
    levels = Counter(message.level for message in messages)
    return {level: levels[level] for level in LEVELS}


def remarks(messages: Iterable[Message]) -> dict[str, Any]:
    found = list(messages)
    return {"found": found, "counts": counted(found)}


def _page(
    request: SignedInRequest, name: str, version: LensVersion, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    page = {"version": version, "lens": version.lens, "place": name, "flaws": queries.flaws_in(version)}
    return render(request, f"reviews/lenses/{name}.html", page | context, status=status)
