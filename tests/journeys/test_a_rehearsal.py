"""`manage.py rehearse` against a running server: many people, five pillars, no violation."""

from pypdf import PdfReader


def test_eight_simulated_people_live_through_five_pillars_without_a_violation(server):
    before = set(server.summaries())
    told = server.manage("rehearse", "--participants", "8", "--seed", "1")
    assert told.returncode == 0, told.stdout + told.stderr

    made = [PdfReader(path) for path in set(server.summaries()) - before]
    assert len(made) == 5
    assert "No violation." in told.stdout
    titles = "".join(document.pages[0].extract_text() for document in made)
    assert all(
        pillar in titles.replace("\n", "") for pillar in ("運用", "セキュリティ", "信頼性", "パフォーマンス", "コスト")
    )


def test_without_a_server_one_sentence_says_so(server):
    told = server.manage("rehearse", "--url", "http://127.0.0.1:9")
    assert told.returncode == 1
    assert "Nobody answers" in told.stderr
