"""Makes small lenses for tests, without errors unless a test adds one."""

import copy
import json
import re

TEXT = {"displayText": "Do it."}


def choice(key="alpha", **more):
    found = {"id": key, "title": f"We do {key}"}
    return found | ({} if key.endswith("_no") else {"improvementPlan": dict(TEXT)}) | more


def question(key="first", choices=("alpha", "beta", "none_no"), rules=None, **more):
    return {
        "id": key,
        "title": f"How do you {key}?",
        "choices": [choice(each) if isinstance(each, str) else each for each in choices],
        "riskRules": [
            {"condition": condition, "risk": risk}
            for condition, risk in rules
            or [("alpha && beta", "NO_RISK"), ("alpha || beta", "MEDIUM_RISK"), ("default", "HIGH_RISK")]
        ],
    } | more


def pillar(key="reliability", questions=None, **more):
    return {"id": key, "name": "Reliability", "questions": questions or [question()]} | more


def lens(*questions, **more):
    found = {"schemaVersion": "2021-11-01", "name": "A lens", "description": "What it is about."}
    return found | {"pillars": [pillar(questions=list(questions))]} | more


def changed(document, place, value):
    """A copy with another value at the place, such as pillars[0].name; without it where the value is `...`."""
    found = copy.deepcopy(document)
    *path, last = [int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", place)]
    holder = found
    for part in path:
        holder = holder[part]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return found


def text_of(document):
    return json.dumps(document, ensure_ascii=False, indent=2)
