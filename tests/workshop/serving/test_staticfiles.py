"""What is collected: one style sheet that means what the many did, and every name in it is there."""

import re

from tests.house.sources import ROOT
from workshop.staticfiles import BESIDE, STYLES, Storage, joined

SHEETS = {
    "css/app.css": '@layer base, pages;\n@import url("../fonts/one/400.css");\n@import url("pages/hall.css") layer(pages);\n',
    "css/pages/hall.css": '@import url("more.css");\n.hall { background: url(../../img/a.svg) }',
    "css/pages/more.css": ".more { background: url('b.svg'), url(data:image/png;base64,x), url(\"#id\") }",
    "fonts/one/400.css": "@font-face { src: url(./files/one.woff2) }",
}


def test_what_is_imported_stands_in_its_place_and_its_layer_and_finds_what_lay_beside_it():
    assert joined("css/app.css", SHEETS.__getitem__).split("\n") == [
        "@layer base, pages;",
        '@font-face { src: url("../fonts/one/files/one.woff2") }',
        "@layer pages {",
        '.more { background: url("pages/b.svg"), url(data:image/png;base64,x), url("#id") }',
        '.hall { background: url("../img/a.svg") }',
        "}",
        "",
    ]


def test_of_ours_no_import_is_left_and_everything_it_names_is_there():
    style = joined(STYLES, lambda name: (ROOT / "static" / name).read_text())
    assert "@import" not in style
    named = BESIDE.findall(style)
    assert named
    assert [name for name in named if not (ROOT / "static" / "css" / name).exists()] == []


def test_collected_it_is_one_file_whose_name_says_what_is_in_it(tmp_path):
    for name, text in (
        SHEETS.items() | {"fonts/one/files/one.woff2": "", "css/pages/b.svg": "", "img/a.svg": ""}.items()
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    storage = Storage(location=tmp_path, base_url="/static/")
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")]
    done = storage.post_process({name: (storage, name) for name in names})
    assert [said for _name, _hashed, said in done if isinstance(said, Exception)] == []

    stored = storage.stored_name
    style = (tmp_path / stored(STYLES)).read_text()
    assert re.fullmatch(r"css/app\.[0-9a-f]{12}\.css", stored(STYLES))
    assert "@import" not in style
    for name in ("img/a.svg", "fonts/one/files/one.woff2"):
        assert f'url("../{stored(name)}")' in style
