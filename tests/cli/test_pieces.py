"""extract, sessions, feeds parse: the JSON contracts, and one clear line for each thing that is wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


# ── extract ─────────────────────────────────────────────────────────────────────────────────────────


def test_extract_of_a_text_file_has_its_name_as_id_and_exact_offsets(newsimpact, tmp_path: Path) -> None:
    text = "Nebius signs $4.6 billion, five-year AI computing contract with Microsoft"
    (tmp_path / "note.txt").write_text(text)
    result = newsimpact("extract", "note.txt", "--json")
    (found,) = lines(result.out)
    assert (result.code, found["id"], found["relevant"]) == (0, "note.txt", True)
    assert list(found) == ["id", "relevant", "score", "themes", "entities", "events", "findings"]
    event = next(event for event in found["events"] if event["type"] == "contract")
    assert (event["actor"], event["counterparty"]) == ("Nebius Group", "Microsoft")
    for claim in [*found["entities"], event["trigger"], *event["evidence"], *event["quantities"]]:
        assert text[claim["start"] : claim["end"]] == claim["text"]
    assert {"canonical": "Nebius Group", "ticker": "NBIS"}.items() <= found["entities"][0].items()


def test_extract_of_a_page_reads_its_article_and_quotes_its_source(newsimpact, tmp_path: Path) -> None:
    text = (
        "<html><script>x = 'Oracle signs $9 billion contract with OpenAI</h1>'</script><body>"
        "<h1>Nebius signs $4.6&nbsp;billion AI computing contract with <a href='/m'>Microsoft</a></h1>"
        "<footer>CoreWeave fell 5%</footer></body></html>"
    )
    (tmp_path / "page.html").write_text(text)
    (found,) = lines(newsimpact("extract", "page.html", "--json").out)
    assert [(e["type"], e["actor"], e["counterparty"]) for e in found["events"]] == [
        ("contract", "Nebius Group", "Microsoft")
    ]
    assert [q["text"] for q in found["events"][0]["quantities"]] == ["$4.6&nbsp;billion"]
    for claim in [*found["entities"], found["events"][0]["trigger"], *found["events"][0]["quantities"]]:
        assert text[claim["start"] : claim["end"]] == claim["text"]


def test_extract_of_lines_answers_each_and_names_the_ones_that_cannot_be_read(newsimpact, tmp_path: Path) -> None:
    given = [
        json.dumps({"id": 7, "text": "CoreWeave sinks 13%", "title": "CoreWeave sinks 13%", "published": "2026-07-01"}),
        "not json",
        "",
        json.dumps({"id": "x"}),
        json.dumps({"id": "y", "text": "Nothing here", "published": "soon"}),
    ]
    (tmp_path / "texts.jsonl").write_text("\n".join(given))
    result = newsimpact("extract", "texts.jsonl", "--json")
    assert result.code == 0
    assert [found["id"] for found in lines(result.out)] == ["7", "y"]
    assert "texts.jsonl:2: is no JSON" in result.err
    assert 'texts.jsonl:4: expected an object with "id" and "text"' in result.err


BAD_LINES = {
    "nested without end": (b"[" * 100_000, "is no JSON of a text (nested too deeply), got '[[[["),
    "a number without end": (b"9" * 5_000, "is no JSON"),
    "no id": (b'{"id": null, "text": "CoreWeave"}', "id: expected a text or a number, got null; the text is not read"),
    "a table for an id": (b'{"id": {"a": 1}, "text": "CoreWeave"}', 'id: expected a text or a number, got {"a": 1}'),
    "UTF-16": ('{"id": 1, "text": "CoreWeave"}'.encode("utf-16-le"), "has NUL bytes, as UTF-16 has; save the file as"),
}


@pytest.mark.parametrize(("line", "message"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_line_that_is_no_text_is_told_and_costs_the_others_nothing(newsimpact, tmp_path: Path, line, message) -> None:
    good = b'{"id": "a", "text": "CoreWeave sinks 13%"}'
    (tmp_path / "texts.jsonl").write_bytes(b"\n".join([good, line, good.replace(b'"a"', b'"b"')]))
    result = newsimpact("extract", "texts.jsonl", "--json")
    assert (result.code, [found["id"] for found in lines(result.out)]) == (0, ["a", "b"])
    assert result.err.startswith(f"extract: texts.jsonl:2: {message}")
    assert len(result.err.splitlines()) == 1


RETOLD = "On May 27, 2026, Zuckerberg said Meta could sell compute."
PUBLISHED = {
    "ISO 8601": ("2026-07-02T03:22:00Z", None),
    "a day": ("2026-07-02", None),
    "RFC 822": ("Thu, 02 Jul 2026 03:22:00 GMT", None),
    "written out": ("July 2, 2026", None),
    "seconds since 1970": (1782962520, None),
    "milliseconds": (1782962520000, None),
    "digits": ("1782962520000", None),
    "day and month may be swapped": ("07/02/2026", "got '07/02/2026'; it is left out"),
    "words": ("soon", "expected a time such as 2026-07-01T15:22Z, got 'soon'; it is left out"),
    "a small number": (5, "expected a time such as 2026-07-01T15:22Z, got 5; it is left out"),
    "a list": ([2026, 7, 2], "got [2026, 7, 2]; it is left out"),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("published", "message"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_time_is_read_as_people_write_it_or_left_out_with_a_word(newsimpact, tmp_path, published, message) -> None:
    (tmp_path / "texts.jsonl").write_text(json.dumps({"id": 0, "text": RETOLD, "published": published}))
    result = newsimpact("extract", "texts.jsonl", "--json")
    (event,) = lines(result.out)[0]["events"]
    is_read = message is None and published is not None
    assert event["time"] == ("retold" if is_read else "2026-05-27")
    assert result.err.startswith("extract: texts.jsonl:1: published: ") == (message is not None)
    assert (message or "") in result.err


def test_a_title_that_is_no_text_is_left_out_with_a_word(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text(json.dumps({"id": 0, "text": "CoreWeave sinks 13%", "title": 5}))
    result = newsimpact("extract", "texts.jsonl", "--json")
    assert result.err == "extract: texts.jsonl:1: title: expected a text, got 5; it is left out\n"
    assert lines(result.out)[0]["events"]


def test_extract_reads_lines_from_standard_input(newsimpact, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b'{"id": "a", "text": "Meta raises 2026 capex to $145 billion"}\n')

    monkeypatch.setattr("sys.stdin", Stdin())
    (found,) = lines(newsimpact("extract", "-", "--json").out)
    assert found["events"][0]["type"] == "capex_guidance"


def test_extract_of_nothing_readable_is_exit_1(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text("[]\n")
    assert newsimpact("extract", "texts.jsonl").code == 1
    missing = newsimpact("extract", "missing.txt")
    assert (missing.code, "missing.txt: cannot be read" in missing.err) == (1, True)


def test_extract_for_a_person_names_parties_and_the_words_it_rests_on(newsimpact, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "note.txt").write_text("CoreWeave raises $2.6 billion in secured debt to buy GPUs")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    out = newsimpact("extract", "note.txt").out
    assert "CoreWeave (CRWV)" in out
    assert "debt_financing" in out
    assert "$2.6 billion" in out


def test_extract_of_text_that_is_not_utf_8_says_so(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_bytes("Börse: CoreWeave fällt".encode("latin-1"))
    result = newsimpact("extract", "note.txt", "--json")
    assert (result.code, "is not UTF-8 text (byte 1)" in result.err) == (0, True)
    assert lines(result.out)[0]["entities"][0]["ticker"] == "CRWV"


def test_a_byte_order_mark_is_told_since_it_is_not_counted(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_bytes(b"\xef\xbb\xbfCoreWeave sinks 13%")
    result = newsimpact("extract", "note.txt", "--json")
    assert result.err == "extract: note.txt: begins with a byte order mark; places are counted without it\n"
    assert lines(result.out)[0]["entities"][0]["start"] == 0


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe"], ids=["without a mark", "with one"])
def test_utf_16_is_refused_and_not_called_irrelevant(newsimpact, tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "note.txt").write_bytes(mark + "CoreWeave sinks 13%".encode("utf-16-le"))
    result = newsimpact("extract", "note.txt", "--json")
    assert (result.code, result.out) == (1, "")
    assert "note.txt: is UTF-16 or no text at all (every other byte is NUL); save it as UTF-8" in result.err


def test_a_nul_byte_in_a_text_counts_as_a_blank_and_is_told(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_bytes(b"CoreWeave\0sinks 13%")
    result = newsimpact("extract", "note.txt", "--json")
    assert "note.txt: has NUL bytes (the first is byte 9); they count as blanks" in result.err
    assert lines(result.out)[0]["entities"][0]["ticker"] == "CRWV"


# ── sessions ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("time", "bucket", "session", "close", "phase"),
    [
        pytest.param(
            "2026-07-01T08:05-04:00", "pre", "2026-07-01", "2026-07-01T20:00:00Z", "pre", id="before the opening"
        ),
        pytest.param(
            "2026-07-01T20:00Z", "post", "2026-07-02", "2026-07-02T20:00:00Z", "post", id="at the close is after it"
        ),
        pytest.param(
            "2026-07-01T03:00-04:00", "pre", "2026-07-01", "2026-07-01T20:00:00Z", "closed", id="nobody trades yet"
        ),
        pytest.param(
            "2025-11-28T13:30-05:00", "post", "2025-12-01", "2025-12-01T21:00:00Z", "post", id="after a half-day"
        ),
        pytest.param(
            "2026-07-03T10:00-04:00", "closed_day", "2026-07-06", "2026-07-06T20:00:00Z", "closed", id="holiday"
        ),
    ],
)
def test_sessions_names_the_first_one_able_to_react(
    newsimpact, time: str, bucket: str, session: str, close: str, phase: str
) -> None:
    (row,) = lines(newsimpact("sessions", time, "--json").out)
    assert list(row) == ["time", "bucket", "session", "close", "phase"]
    assert (row["bucket"], row["session"], row["close"], row["phase"]) == (bucket, session, close, phase)
    assert newsimpact("sessions", time).out.split()[-1] == phase


def test_sessions_refuses_a_time_without_zone_and_answers_the_others(newsimpact) -> None:
    result = newsimpact("sessions", "2026-07-01T08:05", "2026-07-01T12:05Z", "yesterday")
    assert result.code == 0
    assert "has no time zone" in result.err
    assert "'yesterday' is no ISO 8601 time" in result.err
    assert "2026-07-01" in result.out
    assert newsimpact("sessions", "2026-07-01T08:05").code == 1


@pytest.mark.parametrize(
    ("time", "bucket", "session"),
    [
        # Lehman's Monday; and the week in which New York stayed closed until the 17th.
        pytest.param("2008-09-15T12:00Z", "pre", "2008-09-15", id="2008"),
        pytest.param("2001-09-11T12:46Z", "closed_day", "2001-09-17", id="2001"),
    ],
)
def test_sessions_reaches_back_as_far_as_it_is_asked(newsimpact, time: str, bucket: str, session: str) -> None:
    rows = lines(newsimpact("sessions", "2026-07-01T08:05-04:00", time, "--json").out)
    assert [(row["bucket"], row["session"]) for row in rows] == [("pre", "2026-07-01"), (bucket, session)]


def test_a_time_before_the_exchange_is_known_costs_the_others_nothing(newsimpact) -> None:
    times = ("1980-05-01T00:00Z", "0001-01-01T00:00Z", "2000-05-02T00:00Z")
    result = newsimpact("sessions", *times, "--exchange", "XTKS", "--json")
    assert result.code == 0
    # Golden Week: 3, 4 and 5 May are holidays, 2 May 2000 was a Tuesday.
    assert [row["session"] for row in lines(result.out)] == ["2000-05-02"]
    assert "1997-01-01" in result.err
    assert "XTKS: 1980-05-01T00:00:00+00:00 is beyond the known calendar (2000-04-02 to" in result.err
    assert newsimpact("sessions", "1980-05-01T00:00Z", "--exchange", "XTKS").code == 1


def test_a_time_whose_zone_leads_out_of_the_calendar_is_refused(newsimpact) -> None:
    result = newsimpact("sessions", "0001-01-01T00:00+05:00")
    assert (result.code, "is no ISO 8601 time" in result.err) == (1, True)


def test_sessions_of_an_unknown_exchange_suggests_a_near_one(newsimpact) -> None:
    result = newsimpact("sessions", "2026-07-01T12:05Z", "--exchange", "XNYZ")
    assert (result.code, "XNYS" in result.err) == (2, True)


def test_the_22_session_vectors_come_out_right(newsimpact, shared: Path) -> None:
    with (shared / "data/eventstudy/session_vectors.csv").open() as file:
        vectors = list(csv.DictReader(file))
    rows = lines(newsimpact("sessions", *(v["utc"] for v in vectors), "--json").out)
    got = [(row["bucket"], row["session"], f"{row['close'][11:16]}Z") for row in rows]
    assert got == [(v["bucket"], v["event_session"], v["session_close_utc"]) for v in vectors]
    assert len(got) == 22


# ── feeds parse ─────────────────────────────────────────────────────────────────────────────────────

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><title>CoreWeave &amp; Nebius</title><link>/1</link><guid>g1</guid>
<pubDate>Wed, 01 Jul 2026 08:05:00 -0400</pubDate>
<description>&lt;p&gt;Both &lt;b&gt;fell&lt;/b&gt;.&lt;/p&gt;</description></item>
</channel></rss>"""


def test_feeds_parse_gives_one_line_per_entry(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "wire.xml").write_text(RSS)
    (row,) = lines(newsimpact("feeds", "parse", "wire.xml", "--base-url", "http://wire.example/rss", "--json").out)
    assert row == {
        "file": "wire.xml",
        "key": "g1",
        "title": "CoreWeave & Nebius",
        "link": "http://wire.example/1",
        "published": "2026-07-01T12:05:00Z",
        "published_quality": "ok",
        "summary": "Both fell.",
    }


def test_feeds_parse_names_each_file_that_is_no_feed_and_reads_the_others(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "wire.xml").write_text(RSS)
    (tmp_path / "page.xml").write_text("<!doctype html><html><body>Are you a robot?</body></html>")
    (tmp_path / "empty.xml").write_text("")
    result = newsimpact("feeds", "parse", "page.xml", "wire.xml", "empty.xml", "gone.xml")
    assert result.code == 0
    assert "CoreWeave & Nebius" in result.out
    assert [line.split(":")[1].strip() for line in result.err.splitlines()] == ["page.xml", "empty.xml", "gone.xml"]
    assert newsimpact("feeds", "parse", "page.xml").code == 1
