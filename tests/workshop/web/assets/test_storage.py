"""What is collected: one style sheet and one module, whose names say what is in them."""

import re

from tests.workshop.web.assets.test_modules import MODULES
from tests.workshop.web.assets.test_styles import SHEETS
from workshop.web.assets.storage import Storage

BESIDE = {"fonts/one/files/one.woff2": "", "css/pages/b.svg": "", "img/a.svg": ""}


def test_collected_they_are_one_each_under_a_name_that_says_what_is_in_it(tmp_path):
    for name, text in (SHEETS | MODULES | BESIDE).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    storage = Storage(location=tmp_path, base_url="/static/")
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")]
    done = storage.post_process({name: (storage, name) for name in names})
    assert [said for _name, _hashed, said in done if isinstance(said, Exception)] == []

    stored = storage.stored_name
    assert re.fullmatch(r"css/app\.[0-9a-f]{12}\.css", stored("css/app.css"))
    assert re.fullmatch(r"js/app\.[0-9a-f]{12}\.js", stored("js/app.js"))
    style = (tmp_path / stored("css/app.css")).read_text()
    assert "@import" not in style
    for name in ("img/a.svg", "fonts/one/files/one.woff2"):
        assert f'url("../{stored(name)}")' in style
    assert 'said("app");' in (tmp_path / stored("js/app.js")).read_text()
    assert sorted(path.suffix for path in tmp_path.rglob("*.????????????.*s")) == [".css", ".js"], (
        "their parts go without"
    )
