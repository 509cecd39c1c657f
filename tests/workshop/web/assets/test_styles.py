"""One style sheet that means what the many did, and every name in it is there."""

import pytest

from tests.house.sources import ROOT
from workshop.web.assets.styles import RELATIVE, joined_styles

SHEETS = {
    "css/app.css": '@layer base, pages;\n@import url("../fonts/one/400.css");\n@import url("pages/main-room.css") layer(pages);\n',
    "css/pages/main-room.css": '@import url("more.css");\n.main-room { background: url(../../img/a.svg) }',
    "css/pages/more.css": ".more { background: url('b.svg'), url(data:image/png;base64,x), url(\"#id\") }",
    "fonts/one/400.css": "@font-face { src: url(./files/one.woff2) }",
}


def test_what_is_imported_stands_in_its_place_and_its_layer_and_finds_what_lay_beside_it():
    assert joined_styles("css/app.css", SHEETS.__getitem__).split("\n") == [
        "@layer base, pages;",
        '@font-face { src: url("../fonts/one/files/one.woff2") }',
        "@layer pages {",
        '.more { background: url("pages/b.svg"), url(data:image/png;base64,x), url("#id") }',
        '.main-room { background: url("../img/a.svg") }',
        "}",
        "",
    ]


@pytest.mark.parametrize("sheet", ["app", "typefaces"])
def test_of_ours_no_import_is_left_and_everything_it_names_is_there(sheet):
    style = joined_styles(f"css/{sheet}.css", lambda name: (ROOT / "static" / name).read_text())
    assert "@import" not in style
    named = RELATIVE.findall(style)
    assert bool(named) == (sheet == "typefaces")
    assert [name for name in named if not (ROOT / "static" / "css" / name).exists()] == []
