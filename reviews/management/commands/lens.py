"""`manage.py lens`: checks, scores and proves lens files without a database, and imports and exports lenses.

Exit status: 0 if the file can be used, 1 if it is refused (the reasons are printed), 2 if the call was wrong.
"""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from reviews.lenses import queries, services
from reviews.lenses.exchange import open_export, strict_export
from reviews.lenses.format import companion_files
from reviews.lenses.format.messages import PROFILES
from reviews.lenses.models import Lens, LensVersion
from reviews.lenses.rules import answer_sets, proofs
from reviews.management import lens_files
from workshop.web import schema_state

STEPS_SHOWN = 5


class Command(BaseCommand):
    help = "Checks, scores and proves lens files in the published custom-lens format, and imports and exports lenses."
    requires_system_checks = []  # system checks would connect to the database

    def add_arguments(self, parser):
        subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="check|score|rules|import|export")

        check = subcommands.add_parser("check", help="report what is wrong with a file, where, and how to fix it")
        check.add_argument(
            "--profile", choices=PROFILES, default="open", help="strict: check everything that the review tool demands"
        )
        check.set_defaults(run=self._check)

        score = subcommands.add_parser("score", help="print the risks of sets of answers as a JSON list")
        score.set_defaults(run=self._score)

        rules = subcommands.add_parser(
            "rules",
            help="prove the risk rules: which risks can be reached, whether another choice can make one worse, and more",
        )
        rules.set_defaults(run=self._rules)

        take = subcommands.add_parser("import", help="import a file as a draft")
        take.add_argument(
            "--next",
            metavar="SLUG",
            help="import it as the next version of this lens; by default, of the lens of the same name",
        )
        take.add_argument(
            "--new", action="store_true", help="import it as a new lens, even if there is one of the same name"
        )
        take.add_argument(
            "--profile", choices=PROFILES, default="open", help="strict: only import files that the review tool accepts"
        )
        take.add_argument(
            "--publish",
            choices=["minor", "major"],
            help="publish the draft at once, with the next minor or major number",
        )
        take.add_argument(
            "--companion", metavar="FILE", help="the companion of the lens: definitions, principles, translations"
        )
        take.set_defaults(run=self.take)

        export = subcommands.add_parser("export", help="write a lens as a file to standard output")
        export.add_argument("slug", help="the lens, by the name in its address")
        export.add_argument(
            "--profile", choices=PROFILES, default="open", help="strict: in a form that the review tool accepts"
        )
        export.add_argument(
            "--companion", action="store_true", help="export the companion instead, with a place for each missing text"
        )
        export.add_argument(
            "--label", metavar="2.1", help="export this version; by default the newest, which may be a draft"
        )
        export.add_argument(
            "--language", choices=list(dict(settings.LANGUAGES)), default="en", help="language of the messages"
        )
        export.set_defaults(run=self.export)

        for subcommand in (check, score, rules, take):
            subcommand.add_argument("file", help="a lens file; - for standard input")
            subcommand.add_argument("--json", action="store_true", help="print JSON, whose keys are stable")
            subcommand.add_argument(
                "--language", choices=list(dict(settings.LANGUAGES)), default="en", help="language of the messages"
            )
        score.add_argument("answers", help="a JSON list of sets of answers; - for standard input")

    def handle(self, *, run, language: str, **options):
        with translation.override(language):
            run(**options)

    def _check(self, *, file: str, profile, **options):
        checked = lens_files.checked_file(file, profile)
        if options["json"]:
            self._print(lens_files.check_as_json(checked, profile))
        else:
            self.stdout.write(lens_files.check_as_text(checked, profile))
        if not checked.usable:
            raise SystemExit(lens_files.REFUSED)

    def _score(self, *, file: str, answers: str, **options):
        if file == answers == "-":
            raise CommandError("Only one of the two files can be standard input.", returncode=lens_files.WRONG_CALL)
        given = lens_files.content_of(answers, at_most=lens_files.LARGEST_ANSWERS)
        warn = lens_files.Warnings(self.stderr.write)
        self._print(self._scores(lens_files.usable_lens(file, warn), given, warn))
        warn.end()

    def _scores(self, document: dict, given: bytes, warn) -> list:
        try:
            return list(answer_sets.score(answer_sets.questions_of(document), answer_sets.read(given), warn))
        except answer_sets.Malformed as reason:
            raise CommandError(str(reason), returncode=lens_files.REFUSED) from None

    def _rules(self, *, file: str, **options):
        document = lens_files.usable_lens(file, self.stderr.write)
        questions = [question for pillar in document["pillars"] for question in pillar.get("questions", [])]
        if options["json"]:
            self._print({each["id"]: lens_files.proof_as_json(proofs.prove(each)) for each in questions})
        for each in () if options["json"] else questions:
            self.stdout.write(lens_files.proof_as_text(each["id"], proofs.prove(each, at_most=STEPS_SHOWN)))

    def take(self, *, file: str, profile, next: str | None, new: bool, publish: services.Step | None, **options):
        if next and new:
            raise CommandError("Use either --next or --new, not both.", returncode=lens_files.WRONG_CALL)
        document = lens_files.usable_lens(file, self.stderr.write, profile)
        companion = lens_files.companion_of(options["companion"], document)
        self._open_library()
        lens = None if new else self._lens_of(next) if next else queries.lens_named(document.get("name"))
        version = services.import_lens(document, lens=lens, companion=companion)
        if publish and version.is_draft:
            version = services.publish(version, publish)
        if options["json"]:
            self._print({"slug": version.lens.slug, "number": version.number, "version": version.label or None})
        else:
            self.stdout.write(f"{version.lens.slug} {version.label or _('draft')}")

    def export(self, *, slug: str, profile, label: str | None, **options):
        self._open_library()
        version = queries.version_labelled(self._lens_of(slug), label)
        if version is None:
            raise CommandError(
                _("%(slug)s has no version %(label)s.") % {"slug": slug, "label": label},
                returncode=lens_files.WRONG_CALL,
            )
        if version.is_draft:
            self.stderr.write(_("This is a draft, not published yet."))
        if options["companion"]:
            beside = companion_files.to_fill_in(version.document, version.companion)
            self.stdout.write(companion_files.written(beside), ending="")
            return
        document = open_export.open_export(version.document)
        if profile == "strict":
            document = self._strict(version)
        self.stdout.write(open_export.written(document), ending="")

    def _open_library(self) -> None:
        if reason := schema_state.why_too_old() or schema_state.why_unprepared():
            raise CommandError(reason, returncode=lens_files.REFUSED)

    def _strict(self, version: LensVersion) -> dict:
        try:
            document, changes = strict_export.strict_export(version.document, version.companion)
        except strict_export.CannotExport as refusal:
            raise CommandError(str(refusal), returncode=lens_files.REFUSED) from None
        for change in changes:
            self.stderr.write(str(change))
        return document

    def _lens_of(self, slug: str) -> Lens:
        if lens := Lens.objects.filter(slug=slug).first():
            return lens
        known = ", ".join(Lens.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(
            _("There is no lens %(slug)s. The library has: %(known)s.") % {"slug": slug, "known": known or "-"},
            returncode=lens_files.WRONG_CALL,
        )

    def _print(self, found: object) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
