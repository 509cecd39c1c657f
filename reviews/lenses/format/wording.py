"""The texts of each message about a lens file: what is wrong, and how to fix it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE: dict[str, tuple[Promise, Promise]] = {
    "too_large": (
        _("The file is larger than %(limit)s bytes."),
        _("A lens is never that large. Check that this is the right file."),
    ),
    "empty": (_("The file is empty."), _("Choose the file again, or paste its text.")),
    "encoding": (
        _("The file is not in UTF-8: line %(line)s contains the byte %(byte)s."),
        _("Save it again with the encoding UTF-8."),
    ),
    "not_an_object": (
        _("The file is JSON, but not a lens: a lens is one object in { and }."),
        _("Export the lens once more, and import that file as it is."),
    ),
    "too_deep": (
        _("Lists and objects are nested deeper than %(limit)s levels."),
        _("A lens needs at most 11 levels. Check that this is the right file."),
    ),
    "too_many_values": (
        _("The file contains more than %(limit)s values."),
        _("A lens is never that large. Check that this is the right file."),
    ),
    "surrogate": (
        _("A string contains an unpaired surrogate (%(letter)s), which cannot be stored."),
        _("Delete that character, or type it again."),
    ),
    "nul": (_("A string contains the character \\u0000, which cannot be stored."), _("Delete it.")),
    "tab": (_("A string contains a raw tab, which JSON does not allow."), _("Write \\t, or a space.")),
    "not_a_number": (
        _("%(word)s is not a JSON value; it was treated as missing."),
        _("Write a string in quotation marks here, or delete the key."),
    ),
    "number_too_large": (
        _("The number %(number)s is too long or too large to be stored; it was treated as missing."),
        _("Write a shorter number, or a string in quotation marks."),
    ),
    "key_repeated": (
        _("The key “%(key)s” appears twice in the same object; the last one is used."),
        _("Delete one of the two."),
    ),
    "unwrapped": (
        _("The lens was inside “%(key)s”, as the review tool’s command line writes it; it was unwrapped."),
        _("Nothing needs to be done. Lines are counted in the text of the lens."),
    ),
    "question_id_renamed": (
        _("An earlier question also has the id “%(was)s”; this one is now “%(became)s”."),
        _("Give it an id of its own if another one would be clearer."),
    ),
    "file_too_long": (
        _("The lens has %(length)s characters; the review tool accepts %(limit)s."),
        _("Shorten descriptions and improvement plans, or split the lens in two."),
    ),
    "more": (
        _("Further messages: %(count)s."),
        _("Fix these first, then check again."),
    ),
}

JSON: dict[str, tuple[Promise, Promise]] = {
    "json_unclosed": (
        _("The file ends in the middle (line %(line)s, column %(column)s)."),
        _("Part of it may be missing: copy the whole file, or close what is open with ] and }."),
    ),
    "json_text_open": (
        _("The string that begins in line %(line)s, column %(column)s does not end on its line."),
        _("Close it with a quotation mark, and write line breaks inside as \\n."),
    ),
    "json_escape": (
        _("%(escape)s in line %(line)s, column %(column)s has no meaning in JSON."),
        _("Write a backslash as two: \\\\."),
    ),
    "json_control": (
        _("A string contains a control character (%(letter)s) in line %(line)s, column %(column)s."),
        _("Delete it."),
    ),
    "json_comma_missing": (
        _("In line %(line)s, column %(column)s a comma or “%(close)s” was expected, not “%(found)s”."),
        _("Write a comma between two members, or close the list or object before."),
    ),
    "json_comma_extra": (
        _("The comma in line %(line)s, column %(column)s has nothing after it."),
        _("Delete the comma."),
    ),
    "json_colon_missing": (
        _("In line %(line)s, column %(column)s a colon was expected after “%(key)s”, not “%(found)s”."),
        _("Write a colon between a key and its value."),
    ),
    "json_key": (
        _("In line %(line)s, column %(column)s a key in quotation marks was expected, not “%(found)s”."),
        _('Write the key in straight quotation marks, as in "title".'),
    ),
    "json_value": (
        _("In line %(line)s, column %(column)s a value was expected, not “%(found)s”."),
        _(
            "Write a string in quotation marks, a list or an object. A web page or an office document is not a lens "
            "file."
        ),
    ),
    "json_word": (
        _("%(word)s in line %(line)s, column %(column)s is not a JSON value."),
        _("Write strings in quotation marks, and true, false and null in lowercase."),
    ),
    "json_after_end": (
        _("There is extra text after the end of the lens, in line %(line)s, column %(column)s."),
        _("Delete what follows, or check for a bracket that closes too early."),
    ),
    "json_quotes": (
        _("Line %(line)s, column %(column)s has “%(found)s” where JSON requires a straight quotation mark."),
        _('Replace it with ". Word processors write curly ones; use a text editor.'),
    ),
    "json_comment": (
        _("A comment begins at line %(line)s, column %(column)s; JSON does not allow comments."),
        _("Delete the comment."),
    ),
}

SHAPE: dict[str, tuple[Promise, Promise]] = {
    "schema_version": (
        _("“schemaVersion” is not “%(expected)s”, the only version of the format."),
        _('Write "schemaVersion": "%(expected)s".'),
    ),
    "missing": (_("“%(key)s” is missing."), _("Add it.")),
    "pillars_missing": (
        _("The lens has no pillars."),
        _("Add “pillars”, a list with at least one pillar. Other kinds of JSON files cannot be imported as a lens."),
    ),
    "object_expected": (_("An object in { and } was expected here."), _("Write it with its keys, or delete it.")),
    "list_expected": (_("“%(key)s” is not a list."), _("Put its members into [ and ].")),
    "list_empty": (_("“%(key)s” is empty."), _("Add at least one member.")),
    "text_expected": (_("“%(key)s” is not a string."), _("Write it in quotation marks.")),
    "unknown_key": (
        _("The format does not define the key “%(key)s” here; it is stored and exported again, but has no effect."),
        _("Check the spelling, or leave it."),
    ),
    "too_many_pillars": (
        _("There are %(count)s pillars; the review tool accepts %(limit)s."),
        _("Split the lens in two."),
    ),
    "too_many_questions": (
        _("There are %(count)s questions; the review tool accepts %(limit)s in a pillar."),
        _("Split the pillar in two, or merge questions."),
    ),
    "too_many_choices": (
        _("There are %(count)s choices; the review tool accepts %(limit)s in a question."),
        _("Split the question in two, or merge choices."),
    ),
    "too_many_rules": (
        _("There are %(count)s rules; the review tool accepts %(limit)s, one for each risk."),
        _("Join the rules of one risk with ||."),
    ),
    "too_many_resources": (
        _("There are %(count)s resources of one type; the review tool accepts %(limit)s."),
        _("Keep the most useful ones."),
    ),
}

TEXTS: dict[str, tuple[Promise, Promise]] = {
    "blank": (_("“%(key)s” contains no text."), _("Write something.")),
    "too_long": (
        _("“%(key)s” has %(length)s characters; the review tool accepts %(limit)s."),
        _("Shorten it."),
    ),
    "characters": (
        _("“%(key)s” contains characters that the review tool does not accept: %(characters)s"),
        _(
            "Replace them. Letters A to Z without accents, digits, spaces and - _ . , : / ( ) @ ! & # + ' ? ’ are accepted."
        ),
    ),
    "resource_expected": (
        _("“%(key)s” is not an object with “displayText” and “url”."),
        _('Write {"displayText": "…", "url": "https://…"}.'),
    ),
    "display_text_missing": (
        _("“displayText” is missing."),
        _("Add the text to display; a URL alone is not enough."),
    ),
    "display_text_blank": (_("“displayText” contains no text."), _("Write the text to display here.")),
    "url_empty": (_("The URL is empty; it was treated as missing."), _("Delete the key “url”, or write a URL.")),
    "url_spaces": (
        _("The URL contains spaces or line breaks."),
        _("Delete them; those at its ends are removed when it is shown."),
    ),
    "url_scheme": (
        _("The URL does not begin with http:// or https://."),
        _("Write the full URL, as in https://example.com/page."),
    ),
    "resources_expected": (
        _("“additionalResources” is not a list of objects with “type” and “content”."),
        _('Write [{"type": "HELPFUL_RESOURCE", "content": [{"displayText": "…"}]}].'),
    ),
    "resources_kind": (
        _("“type” is neither HELPFUL_RESOURCE nor IMPROVEMENT_PLAN."),
        _("Write one of the two."),
    ),
    "resources_repeated": (_("The type %(kind)s appears here a second time."), _("Join the two contents.")),
    "improvement_missing": (
        _("“improvementPlan” is missing."),
        _("Add advice for teams that do not follow this practice. Only choices whose id ends in _no can do without."),
    ),
}

IDS: dict[str, tuple[Promise, Promise]] = {
    "id_missing": (_("“id” is missing."), _("Add an id of 3 to 128 letters A to Z, digits and underscores.")),
    "id_refused": (
        _("“%(id)s” is not a valid id."),
        _("Ids have 3 to 128 characters: letters A to Z, digits and underscores."),
    ),
    "id_long": (
        _("The id has %(length)s characters; the review tool’s API accepts %(limit)s."),
        _("Shorten it, also in the conditions."),
    ),
    "pillar_id_repeated": (_("An earlier pillar also has the id “%(id)s”."), _("Give one of them another id.")),
    "question_id_repeated": (_("An earlier question also has the id “%(id)s”."), _("Give one of them another id.")),
    "choice_id_repeated": (
        _("An earlier choice of this question also has the id “%(id)s”."),
        _("Give one of them another id, also in the conditions."),
    ),
    "framework_case": (
        _("“%(id)s” looks like the framework’s pillar “%(meant)s”, but is spelled differently."),
        _("Write “%(meant)s” if you mean that pillar; ids are case-sensitive."),
    ),
    "choice_named_default": (
        _("A choice has the id “default”, which has a special meaning in conditions."),
        _("Give it another id."),
    ),
    "none_title": (
        _("The title of this choice means none of these, but its id does not: it counts as a practice."),
        _("If it means none of these, end its id with _no, also in the conditions."),
    ),
}

RULES: dict[str, tuple[Promise, Promise]] = {
    "condition_missing": (_("The rule has no condition."), _("Write a condition over the choice ids, or “default”.")),
    "condition_long": (_("The condition has %(length)s characters; at most %(limit)s are allowed."), _("Shorten it.")),
    "condition_unreadable": (
        _("The condition cannot be read at character %(column)s: %(reason)s"),
        _("Join choice ids with && and ||, negate with !, and group with ( )."),
    ),
    "choice_unknown": (
        _("The condition names “%(id)s”, which is not a choice of this question."),
        _("Write one of its choices: %(known)s."),
    ),
    "choice_unknown_among_none": (
        _("The condition names “%(id)s”, but the question has no choices."),
        _("Add the choices to the question, or write “default”."),
    ),
    "default_case": (_("“%(id)s” is not a choice of this question."), _("Write “default” in lowercase.")),
    "choice_repeated": (
        _("“%(id)s” appears twice among the same && or ||; once is enough."),
        _("Delete it, or write the choice you meant."),
    ),
    "risk_unknown": (
        _("The risk of the rule is not one of HIGH_RISK, MEDIUM_RISK and NO_RISK."),
        _("Write one of the three, in capital letters."),
    ),
    "risk_repeated": (_("An earlier rule also gives %(risk)s."), _("Join the two conditions with ||.")),
    "risk_unreachable": (
        _("No answer gets %(risk)s."),
        _("Check the conditions: earlier rules match every answer, or this one can never be true."),
    ),
    "default_missing": (
        _("No rule is the default; answers that match no rule get no risk."),
        _("Add “default” as the condition of a last rule."),
    ),
    "default_not_last": (_("Rules after “default” are never used."), _("Put “default” last.")),
    "choice_unused": (
        _("No condition names this choice: selecting it never changes the risk."),
        _("Use it in a condition, or leave it if it is only there for discussion."),
    ),
}

# Where the messages above speak of a lens, what is said of a companion instead.
COMPANION: dict[str, tuple[Promise, Promise]] = {
    "too_large": (FILE["too_large"][0], _("A companion is never that large. Check that this is the right file.")),
    "empty": (_("The companion is empty."), _("Choose its file again, or paste its text.")),
    "not_an_object": (
        _("The file is JSON, but not a companion: a companion is one object in { and }."),
        _("Export the companion once more, and fill in that file."),
    ),
    "too_deep": (FILE["too_deep"][0], _("A companion needs fewer. Check that this is the right file.")),
    "too_many_values": (
        FILE["too_many_values"][0],
        _("A companion is never that large. Check that this is the right file."),
    ),
    "key_repeated": (_("The key “%(key)s” appears twice in the same object."), _("Delete one of the two.")),
    "json_value": (JSON["json_value"][0], _("Write a string in quotation marks, a list or an object.")),
    "json_after_end": (
        _("There is extra text after the end of the companion, in line %(line)s, column %(column)s."),
        JSON["json_after_end"][1],
    ),
}

WORDING = FILE | JSON | SHAPE | TEXTS | IDS | RULES
