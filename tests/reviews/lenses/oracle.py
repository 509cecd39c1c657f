"""A second scorer, written from the specification alone, by another method: recursive descent to a tree, then a walk."""

import re
from itertools import combinations

WORST = {"HIGH_RISK": "HIGH", "MEDIUM_RISK": "MEDIUM", "NO_RISK": "NONE"}
GONE = object()


def tree(text):
    """("id", x) · ("not", t) · ("and", [t …]) · ("or", [t …]); an operator has two members at least."""
    tokens = re.findall(r"\|\||&&|[!()]|[A-Za-z0-9_]+", text)
    assert "".join(tokens) == "".join(text.split()), text

    def joined(operator, kind, part):
        members = [part()]
        while tokens and tokens[0] == operator:
            tokens.pop(0)
            members.append(part())
        return members[0] if len(members) == 1 else (kind, members)

    def disjunction():
        return joined("||", "or", lambda: joined("&&", "and", negation))

    def negation():
        token = tokens.pop(0)
        if token == "!":
            return ("not", negation())
        if token == "(":
            inner = disjunction()
            assert tokens.pop(0) == ")"
            return inner
        assert token not in (")", "&&", "||")
        return ("id", token)

    found = disjunction()
    assert not tokens
    return found


def value(node, ticked, left_out):
    """True, False, or GONE if there are only choices that are not applicable."""
    kind, inner = node
    if kind == "id":
        return GONE if inner in left_out else inner in ticked
    if kind == "not":
        held = value(inner, ticked, left_out)
        return held if held is GONE else not held
    held = [value(each, ticked, left_out) for each in inner]
    stay = [each for each in held if each is not GONE]
    return all(stay) if kind == "and" else any(stay)


def rules_of(question):
    return [
        (rule["condition"].strip() == "default" or tree(rule["condition"]), WORST[rule["risk"]])
        for rule in question["riskRules"]
    ]


def score(rules, ticked, left_out=frozenset(), applicable=True):
    if not applicable:
        return "NOT_APPLICABLE"
    if not ticked and not left_out:
        return "UNANSWERED"
    for node, risk in rules:
        held = True if node is True else value(node, ticked, left_out)
        if held is GONE:
            return None
        if held:
            return risk
    return None


def proof(question):
    """The output of `lens rules` for a question, found by trying every answer."""
    rules = rules_of(question)
    practices = [choice["id"] for choice in question["choices"] if not choice["id"].endswith("_no")]
    states = [frozenset(some) for count in range(len(practices) + 1) for some in combinations(practices, count)]
    table = {state: score(rules, state) for state in states}
    rank = {"NONE": 0, "MEDIUM": 1, "HIGH": 2}
    reached = {table[state] for state in states if state} - {None}
    steps = [(state, one) for state in states for one in practices if one not in state]
    worse = {
        (state, one)
        for state, one in steps
        if state
        and None not in (table[state], table[state | {one}])
        and rank[table[state | {one}]] > rank[table[state]]
    }
    # The rules are applied to the empty set, too.
    raw = table | {frozenset(): score(rules, frozenset(), frozenset({"no such choice"}))}
    matters = {one for state, one in steps if raw[state] != raw[state | {one}]}
    return {
        "reachable": reached,
        "all_best": not practices or (bool(reached) and table[frozenset(practices)] == min(reached, key=rank.get)),
        "monotone": not worse,
        "worse": worse,
        "idle": set(practices) - matters,
    }
