"""What simulated people write, from a file that holds it in every language; each text gets a mark by which it is found again."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

PATH = Path(__file__).resolve().parent.parent / "content" / "stories" / "rehearsal.json"
SCENARIOS = PATH.parent.parent / "scenarios"


class Words:
    def __init__(self) -> None:
        self.book = json.loads(PATH.read_text())

    def talk(self, pillar: int, language: str, chance: Random) -> str:
        return chance.choice(self.book["talk"] + self._of(pillar)["talk"])[language]

    def comment(self, pillar: int, language: str, chance: Random) -> str:
        return chance.choice(self.book["comments"] + self._of(pillar)["comments"])[language]

    def finding(self, pillar: int, language: str, chance: Random) -> dict[str, str]:
        finding = chance.choice(self._of(pillar)["findings"])
        return {name: value[language] if isinstance(value, dict) else value for name, value in finding.items()}

    def answer(self, language: str, chance: Random) -> str:
        return chance.choice(self.book["answers"])[language]

    def _of(self, pillar: int) -> dict:
        return self.book["pillars"][pillar % len(self.book["pillars"])]


def answer_keys() -> dict[str, str]:
    """What authors left out of their scenarios on purpose, and may reach nobody but the desk: text, and what it is."""
    keys = {}
    for path in SCENARIOS.glob("*/scenario.json"):
        for gap in json.loads(path.read_text())["gaps"]:
            for text in gap["good_answer"].values():
                keys[text] = f"the answer to the planted gap {gap['id']}"
    return keys
