"""What the typefaces look like in the sizes that pages use."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page

from reviews.lenses.models import LensVersion
from tests.browser.visits import Visits

pytestmark = pytest.mark.typeset


def specimen(page: Page, text: str, size: int, weight: int):
    """The page with one more paragraph, in the page's own type."""
    page.evaluate(
        """async ([text, size, weight]) => {
            const line = document.body.appendChild(document.createElement("p"));
            line.id = "specimen";
            line.textContent = text;
            Object.assign(line.style, {position: "fixed", inset: "0 auto auto 0", zIndex: 99, margin: 0,
                background: "#fff", color: "#000", fontSize: `${size}px`, fontWeight: weight, lineHeight: "20px"});
            await document.fonts.load(`${weight} ${size}px "IBM Plex Sans JP"`, text);
            await document.fonts.ready;
        }""",
        [text, size, weight],
    )
    return page.locator("#specimen")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("weight", [400, 500, 600])
@pytest.mark.parametrize("size", [12, 13, 16])
def test_the_dot_of_an_i_is_apart_from_its_stem(visits: Visits, language, weight, size):
    page = visits.open(language=language)
    picture = Image.open(BytesIO(specimen(page, "i", size, weight).screenshot())).convert("L")
    rows = [min(picture.crop((0, row, picture.width, row + 1)).tobytes()) for row in range(picture.height)]
    inked = [row for row, darkest in enumerate(rows) if darkest < 200]
    stem = min(rows[inked[0] : inked[-1] + 1])
    gap = max(rows[inked[0] + 1 : inked[-1]])
    assert gap - stem > 80, rows


def test_katakana_in_a_pillars_name_is_set_close(visits: Visits, ana):
    """Zen Old Mincho has each kana in a full square, in which narrow ones leave holes."""
    version = LensVersion.objects.get(lens__slug="bootcamp")
    where = {"slug": "bootcamp", "number": version.number, "pillar": "security"}
    address = reverse("reviews:lens-pillar", kwargs=where)
    page = visits.open(address, ana, language="ja")
    name = page.locator("h1 .kana")
    assert name.inner_text() == "セキュリティ"
    squares = name.evaluate("name => name.getBoundingClientRect().width / parseFloat(getComputedStyle(name).fontSize)")
    assert 5 < squares < 5.5
