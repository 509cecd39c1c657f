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
        _("The file is not in UTF-8: line %(line)s holds the byte %(byte)s."),
        _("Save it again with the encoding UTF-8."),
    ),
    "not_an_object": (
        _("The file is JSON, but no lens: a lens is one object in { and }."),
        _("Export the lens once more, and import that file as it is."),
    ),
    "too_deep": (
        _("Lists and objects are nested deeper than %(limit)s levels."),
        _("A lens needs eleven. Check that this is the right file."),
    ),
    "too_many_values": (
        _("The file holds more than %(limit)s values."),
        _("A lens is never that large. Check that this is the right file."),
    ),
    "surrogate": (
        _("A text holds half a character (%(letter)s), which no program can store."),
        _("Delete that character, or write it anew."),
    ),
    "nul": (_("A text holds the character \\u0000, which cannot be stored."), _("Delete it.")),
    "tab": (_("A text holds a raw tab, which JSON does not allow."), _("Write \\t, or a space.")),
    "not_a_number": (
        _("%(word)s is no value in JSON; it was taken as missing."),
        _("Write a text in quotation marks here, or delete the key."),
    ),
    "number_too_large": (
        _("The number %(number)s is too long or too large to be kept; it was taken as missing."),
        _("Write a shorter number, or a text in quotation marks."),
    ),
    "key_repeated": (
        _("The key “%(key)s” stands twice in the same object; the last one counts."),
        _("Delete one of the two."),
    ),
    "question_id_renamed": (
        _("An earlier question has the id “%(was)s” too; this one is now “%(became)s”."),
        _("Give it an id of its own, if another would say more."),
    ),
    "file_too_long": (
        _("The lens has %(length)s characters; the review tool takes %(limit)s."),
        _("Shorten descriptions and advice, or divide the lens in two."),
    ),
    "more": (
        _("Further messages: %(count)s."),
        _("Mend what is listed here first, and check again."),
    ),
}

JSON: dict[str, tuple[Promise, Promise]] = {
    "json_unclosed": (
        _("The file ends in the middle (line %(line)s, column %(column)s)."),
        _("Part of it may be missing: copy it whole, or close what is open with ] and }."),
    ),
    "json_text_open": (
        _("The text that begins in line %(line)s, column %(column)s does not end on its line."),
        _("Close it with a quotation mark, and write line breaks inside as \\n."),
    ),
    "json_escape": (
        _("%(escape)s in line %(line)s, column %(column)s stands for nothing in JSON."),
        _("Write a backslash as two: \\\\."),
    ),
    "json_control": (
        _("A text holds a control character (%(letter)s) in line %(line)s, column %(column)s."),
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
        _("Write a text in quotation marks, a list or an object. A web page or a document is no lens file."),
    ),
    "json_word": (
        _("%(word)s in line %(line)s, column %(column)s is no value in JSON."),
        _("Write texts in quotation marks, and true, false and null in small letters."),
    ),
    "json_after_end": (
        _("Something follows after the end of the lens, in line %(line)s, column %(column)s."),
        _("Delete what follows, or check for a bracket that closes too early."),
    ),
    "json_quotes": (
        _("In line %(line)s, column %(column)s stands “%(found)s” where JSON wants a straight quotation mark."),
        _('Replace it by ". Word processors write curly ones; use a text editor.'),
    ),
    "json_comment": (
        _("A comment begins in line %(line)s, column %(column)s; JSON knows none."),
        _("Delete the comment."),
    ),
}

SHAPE: dict[str, tuple[Promise, Promise]] = {
    "schema_version": (
        _("“schemaVersion” is not “%(expected)s”, the only version there is."),
        _('Write "schemaVersion": "%(expected)s".'),
    ),
    "missing": (_("“%(key)s” is missing."), _("Add it.")),
    "pillars_missing": (
        _("The lens has no pillars."),
        _("Add “pillars”, a list with at least one. Another kind of JSON file is no lens."),
    ),
    "object_expected": (_("Here an object in { and } was expected."), _("Write it with its keys, or delete it.")),
    "list_expected": (_("“%(key)s” is no list."), _("Put its members into [ and ].")),
    "list_empty": (_("“%(key)s” is empty."), _("Add at least one member.")),
    "text_expected": (_("“%(key)s” is no text."), _("Write it in quotation marks.")),
    "unknown_key": (
        _("The format has no key “%(key)s” here; it is kept and given back on export, but has no effect."),
        _("Check how it is written, or leave it."),
    ),
    "too_many_pillars": (
        _("There are %(count)s pillars; the review tool takes %(limit)s."),
        _("Divide the lens in two."),
    ),
    "too_many_questions": (
        _("There are %(count)s questions; the review tool takes %(limit)s in a pillar."),
        _("Divide the pillar in two, or merge questions."),
    ),
    "too_many_choices": (
        _("There are %(count)s choices; the review tool takes %(limit)s in a question."),
        _("Divide the question in two, or merge choices."),
    ),
    "too_many_rules": (
        _("There are %(count)s rules; the review tool takes %(limit)s, one for each risk."),
        _("Join rules of one risk with ||."),
    ),
    "too_many_resources": (
        _("There are %(count)s resources of one type; the review tool takes %(limit)s."),
        _("Keep the best ones."),
    ),
}

TEXTS: dict[str, tuple[Promise, Promise]] = {
    "blank": (_("“%(key)s” holds no words."), _("Write at least one.")),
    "too_long": (
        _("“%(key)s” has %(length)s characters; the review tool takes %(limit)s."),
        _("Shorten it."),
    ),
    "characters": (
        _("“%(key)s” holds characters that the review tool does not accept: %(characters)s"),
        _(
            "Replace them. Letters A to Z without accents, digits, spaces and - _ . , : / ( ) @ ! & # + ' ? ’ are accepted."
        ),
    ),
    "resource_expected": (
        _("“%(key)s” is no object with “displayText” and “url”."),
        _('Write {"displayText": "…", "url": "https://…"}.'),
    ),
    "display_text_missing": (
        _("“displayText” is missing."),
        _("Add the text that people read; an address alone is not enough."),
    ),
    "display_text_blank": (_("“displayText” holds no words."), _("Write what people should read here.")),
    "url_empty": (_("The address is empty; it counts as missing."), _("Delete the key “url”, or write an address.")),
    "url_spaces": (
        _("The address holds spaces or line breaks."),
        _("Delete them; those at its ends are left out when it is shown."),
    ),
    "url_scheme": (
        _("The address does not begin with http:// or https://."),
        _("Write it whole, as in https://example.com/page."),
    ),
    "resources_expected": (
        _("“additionalResources” is no list of objects with “type” and “content”."),
        _('Write [{"type": "HELPFUL_RESOURCE", "content": [{"displayText": "…"}]}].'),
    ),
    "resources_kind": (
        _("“type” is neither HELPFUL_RESOURCE nor IMPROVEMENT_PLAN."),
        _("Write one of the two."),
    ),
    "resources_repeated": (_("The type %(kind)s stands here a second time."), _("Join the two contents.")),
    "improvement_missing": (
        _("“improvementPlan” is missing."),
        _("Add the advice for those who do not have this practice. Only choices whose id ends in _no need none."),
    ),
}

IDS: dict[str, tuple[Promise, Promise]] = {
    "id_missing": (_("“id” is missing."), _("Add one of 3 to 128 letters A to Z, digits and underscores.")),
    "id_refused": (
        _("“%(id)s” is no id."),
        _("Ids have 3 to 128 characters: letters A to Z, digits and underscores."),
    ),
    "id_long": (
        _("The id has %(length)s characters; the review tool’s interface takes %(limit)s."),
        _("Shorten it, also in the conditions."),
    ),
    "pillar_id_repeated": (_("An earlier pillar has the id “%(id)s” too."), _("Give one of them another id.")),
    "question_id_repeated": (_("An earlier question has the id “%(id)s” too."), _("Give one of them another id.")),
    "choice_id_repeated": (
        _("An earlier choice of this question has the id “%(id)s” too."),
        _("Give one of them another id, also in the conditions."),
    ),
    "framework_case": (
        _("“%(id)s” looks like the framework’s pillar “%(meant)s”, but is not written like it."),
        _("Write “%(meant)s” if that pillar is meant; ids are compared letter by letter."),
    ),
    "choice_named_default": (
        _("A choice has the id “default”, which in conditions means something else."),
        _("Give it another id."),
    ),
    "none_title": (
        _("By its title this choice means none of these, by its id it does not: it counts as a practice."),
        _("Let its id end in _no, also in the conditions, if it means none of these."),
    ),
}

RULES: dict[str, tuple[Promise, Promise]] = {
    "condition_missing": (_("The rule has no condition."), _("Write a condition over the choice ids, or “default”.")),
    "condition_long": (_("The condition has %(length)s characters; %(limit)s fit."), _("Shorten it.")),
    "condition_unreadable": (
        _("The condition cannot be read at character %(column)s: %(reason)s"),
        _("Join choice ids with && and ||, negate with !, and group with ( )."),
    ),
    "choice_unknown": (
        _("The condition names “%(id)s”, which is no choice of this question."),
        _("Write one of its choices: %(known)s."),
    ),
    "default_case": (_("“%(id)s” is no choice of this question."), _("Write “default” in small letters.")),
    "choice_repeated": (
        _("“%(id)s” stands twice among the same && or ||; once says the same."),
        _("Delete it, or write the choice that was meant."),
    ),
    "risk_unknown": (
        _("The risk of the rule is none of HIGH_RISK, MEDIUM_RISK and NO_RISK."),
        _("Write one of the three, in capital letters."),
    ),
    "risk_repeated": (_("An earlier rule gives %(risk)s too."), _("Join the two conditions with ||.")),
    "risk_unreachable": (
        _("No answer gets %(risk)s."),
        _("Look at the conditions: earlier rules take every answer, or this one can never be true."),
    ),
    "default_missing": (
        _("No rule is the default; answers for which no rule is true have no risk."),
        _("Add a last rule with the condition “default”."),
    ),
    "default_not_last": (_("Rules after “default” are never reached."), _("Put “default” last.")),
    "choice_unused": (
        _("No condition names this choice: ticking it never changes the risk."),
        _("Use it in a condition, or leave it if it is there to be talked about."),
    ),
}

WORDING = FILE | JSON | SHAPE | TEXTS | IDS | RULES
