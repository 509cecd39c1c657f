"""One module out of many: what it does in a browser is what they did, and what cannot be joined is refused by name."""

import re

import pytest

from tests.house.sources import ROOT
from workshop.web.assets.modules import joined_modules
from workshop.web.assets.storage import JOINED

MODULES = {
    "js/app.js": 'import "./elements/clock.js";\nimport { say as said } from "./lib/say.js";\n\nsaid("app");\n',
    "js/elements/clock.js": 'import * as voice from "../lib/say.js";\n\nvoice.say(`clock ${voice.LOUD}`);\n',
    "js/lib/say.js": (
        "const heard = [];\nexport const LOUD = 1;\nexport function say(word) {\n  heard.push(word);\n}\n"
        "export class Ear {}\nfunction all() {}\nexport { all, heard as words };\n"
    ),
}


def test_each_module_stands_once_in_a_scope_of_its_own_after_those_it_imports():
    assert joined_modules("js/app.js", MODULES.__getitem__).split("\n") == [
        *("const module0 = (() => {", "const heard = [];", "const LOUD = 1;", "function say(word) {"),
        *("  heard.push(word);", "}", "class Ear {}", "function all() {}", "", ""),
        *("return { LOUD, say, Ear,  all, words: heard  };", "})();"),
        *("const module1 = (() => {", "const voice = module0;", "", "voice.say(`clock ${voice.LOUD}`);", ""),
        *("return {  };", "})();"),
        *(
            "const module2 = (() => {",
            "",
            "const { say: said } = module0;",
            "",
            'said("app");',
            "",
            "return {  };",
            "})();",
        ),
        "",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "export let count = 0;",
        "export default class {}",
        'export { say } from "./lib/say.js";',
        'import clock from "./elements/clock.js";',
        'const later = await import("./lib/say.js");',
        "const here = import.meta.url;",
    ],
)
def test_what_a_scope_cannot_hold_is_refused_with_its_file(statement):
    with pytest.raises(ValueError, match=r"js/elements/clock\.js: .* is not joined"):
        joined_modules("js/app.js", (MODULES | {"js/elements/clock.js": statement}).__getitem__)


def test_a_circle_is_refused():
    circle = MODULES | {"js/lib/say.js": 'import "../elements/clock.js";\n'}
    with pytest.raises(ValueError, match=r"js/elements/clock\.js → js/lib/say\.js → js/elements/clock\.js"):
        joined_modules("js/app.js", circle.__getitem__)


@pytest.mark.parametrize("name", [name for name, joined in JOINED.items() if joined is joined_modules])
def test_of_ours_each_file_is_in_it_once(name):
    read: list[str] = []

    def text_of(part: str) -> str:
        read.append(part)
        return (ROOT / "static" / part).read_text()

    joined = joined_modules(name, text_of)
    assert len(read) == len(set(read)) == len(re.findall(r"^const module\d+ = ", joined, re.MULTILINE))
