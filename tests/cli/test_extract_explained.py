"""`extract --trace` and `extract --html`: the same extraction, explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

TEXT = "Meta plans to rent out GPU clusters, people familiar say. It isn't selling office space."


@pytest.fixture
def note(tmp_path: Path, newsimpact) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT)
    return path


def test_trace_adds_one_key_to_the_json_and_changes_no_other(newsimpact, note: Path) -> None:
    plain = json.loads(newsimpact("extract", "note.txt", "--json").out)
    told = json.loads(newsimpact("extract", "note.txt", "--json", "--trace").out)
    assert list(told) == [*plain, "trace"]
    trace = told.pop("trace")
    assert told == plain
    forbidden = [m["forbidden_by"]["text"] for s in trace["sentences"] for m in s["rejected"] if m["forbidden_by"]]
    assert "office space" in forbidden


def test_trace_without_json_is_for_a_person_and_stdout_has_nothing_else(newsimpact, note: Path) -> None:
    result = newsimpact("extract", "note.txt", "--trace")
    assert (result.code, result.err) == (0, "")
    assert "note.txt: about the trade" in result.out
    assert '+ compute.supply on "rent out"' in result.out
    assert 'status planned (else announced) by "plans to" status.planned' in result.out
    assert 'veto real_estate "office space" on "selling"' in result.out


def test_what_the_text_says_is_not_so_is_never_shown_as_if_it_were(newsimpact, tmp_path: Path) -> None:
    given = [{"id": "so", "text": "Meta has signed a lease with Nscale."},
             {"id": "not", "text": "Meta has not signed a lease with Nscale."}]  # fmt: skip
    (tmp_path / "texts.jsonl").write_text("\n".join(map(json.dumps, given)))
    shown = newsimpact("extract", "texts.jsonl", "--html", "page.html", "--trace").out
    assert [line.split("·")[0].split(maxsplit=1)[1].strip() for line in shown.splitlines() if "·" in line] == [
        "announced",
        "announced, negated",
    ]
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.count("<b>announced</b>") == page.count("<b>announced, negated</b>") == 1


def test_trace_of_lines_gives_a_trace_per_text(newsimpact, tmp_path: Path) -> None:
    given = [{"id": "a", "text": "CoreWeave sinks 13%"}, {"id": "b", "text": "Nothing here"}]
    (tmp_path / "texts.jsonl").write_text("\n".join(map(json.dumps, given)))
    found = [json.loads(line) for line in newsimpact("extract", "texts.jsonl", "--json", "--trace").out.splitlines()]
    assert [(f["id"], f["trace"]["relevant"]) for f in found] == [("a", True), ("b", False)]


def test_html_writes_one_page_for_all_texts_and_prints_nothing(newsimpact, tmp_path: Path) -> None:
    given = [{"id": "a", "text": "CoreWeave sinks 13%"}, {"id": "b", "text": TEXT}]
    (tmp_path / "texts.jsonl").write_text("\n".join(map(json.dumps, given)))
    result = newsimpact("extract", "texts.jsonl", "--html", "page.html")
    assert (result.code, result.out) == (0, "")
    assert "page.html written" in result.err
    html = (tmp_path / "page.html").read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert html.count('<div class="text">') == 2


def test_html_to_stdout_is_the_page_alone(newsimpact, note: Path) -> None:
    result = newsimpact("extract", "note.txt", "--html", "-")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("<!doctype html>")
    assert result.out.rstrip().endswith("</html>")


def test_html_beside_json_gives_both(newsimpact, note: Path, tmp_path: Path) -> None:
    result = newsimpact("extract", "note.txt", "--json", "--html", "page.html")
    assert json.loads(result.out)["id"] == "note.txt"
    assert (tmp_path / "page.html").exists()


@pytest.mark.parametrize("option", ["--json", "--trace"])
def test_html_to_stdout_leaves_no_room_for_anything_else(newsimpact, note: Path, option: str) -> None:
    result = newsimpact("extract", "note.txt", "--html", "-", option)
    assert (result.code, result.out) == (2, "")
    assert "--html - takes all of stdout" in result.err


def test_a_page_that_cannot_be_written_is_said_in_one_line(newsimpact, note: Path) -> None:
    result = newsimpact("extract", "note.txt", "--html", "missing/page.html")
    assert result.code == 1
    assert "missing/page.html: cannot be written" in result.err


def test_no_page_is_written_where_nothing_could_be_read(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text("[]\n")
    assert newsimpact("extract", "texts.jsonl", "--html", "page.html").code == 1
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize("explained", [[], ["--trace"]], ids=["plain", "traced"])
def test_a_text_that_meets_a_bug_of_ours_costs_the_others_nothing(
    newsimpact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, explained: list[str]
) -> None:
    from pipelines.extract.components import Entities

    read = Entities.read
    monkeypatch.setattr(Entities, "read", lambda self, p: read(self, p) if "zebra" not in p.text else {}["a bug"])
    given = [{"id": "a", "text": "CoreWeave sinks 13%"}, {"id": "b", "text": "a zebra"}, {"id": "c", "text": TEXT}]
    (tmp_path / "texts.jsonl").write_text("\n".join(map(json.dumps, given)))
    result = newsimpact("extract", "texts.jsonl", "--json", *explained)
    found = [json.loads(line) for line in result.out.splitlines()]
    assert [(f["id"], f["relevant"]) for f in found] == [("a", True), ("b", False), ("c", True)]
    assert result.err == "extract: b: cannot be read (KeyError: 'a bug'); it counts as saying nothing\n"
    assert found[1]["findings"] == ["cannot be read (KeyError: 'a bug'); it counts as saying nothing"]
    assert result.code == 0


# ── what a person is told of a text as a whole ──────────────────────────────────────────────────────

WRONG = "Nebius rents 100 MW to Meta at $90 million a month, or $11 billion a year."
SAID = '  ! check the numbers: "$90 million a month" is $1.08 billion a year; the text says "$11 billion a year"'


@pytest.mark.parametrize("option", [[], ["--trace"]], ids=["plain", "traced"])
def test_numbers_that_disagree_are_shown_below_the_events(
    newsimpact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: list[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    (tmp_path / "note.txt").write_text(WRONG)
    lines = newsimpact("extract", "note.txt", *option).out.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith(SAID)]
    assert "Nebius Group → Meta Platforms" in lines[at - 1]


def test_a_text_of_which_only_the_beginning_was_read_says_so(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("CoreWeave sinks 13%. " + "The library opens on Saturday. " * 2_000)
    out = newsimpact("extract", "long.txt", "--trace").out
    assert "  ! only the first 40,000 of 62,021 characters were read\n" in out


def test_a_text_with_nothing_to_remark_has_no_such_line(newsimpact, note: Path) -> None:
    assert "\n  ! " not in newsimpact("extract", "note.txt", "--trace").out


@pytest.mark.parametrize("target", ["note.txt", "./note.txt", "other-name.txt"])
def test_a_page_never_overwrites_the_text_it_is_made_of(newsimpact, note: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "other-name.txt").symlink_to(note)
    result = newsimpact("extract", "note.txt", "--html", target)
    assert (result.code, result.out) == (2, "")
    assert f"--html {target} would overwrite the text it is made of; name another file" in result.err
    assert note.read_text() == TEXT


@pytest.mark.parametrize("given", ["", "\n\n"], ids=["nothing", "empty lines"])
def test_no_page_is_written_where_no_text_is_given_and_it_is_said(newsimpact, tmp_path: Path, given: str) -> None:
    (tmp_path / "texts.jsonl").write_text(given)
    result = newsimpact("extract", "texts.jsonl", "--html", "page.html")
    assert (result.code, result.out) == (0, "")
    assert result.err == "extract: texts.jsonl: has no text, so no page is written\n"
    assert not (tmp_path / "page.html").exists()


def test_the_page_writes_amounts_as_people_do(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(
        "Meta raises its 2026 capex to $175 billion. Oracle buys 350,000 GPUs for $6 bn."
    )
    newsimpact("extract", "note.txt", "--html", "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "175 billion USD" in page
    assert "e+" not in page
