"""extract, sessions: pieces of the work on a user's own files, as lines of JSON."""

from __future__ import annotations

import json
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from tracker.cli.root import app, instant, out, say, settings_or_defaults, terminal, writing

if TYPE_CHECKING:
    from pipelines.extract.extractor import Extractor
    from pipelines.extract.tracing.trace import Trace
    from pipelines.place import SessionCalendar
    from tracker.records import Extraction, Finding

UTF_16_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)
"""How files in UTF-16 begin, mostly."""


# ── extract ─────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def extract(
    source: Annotated[
        str,
        typer.Argument(
            metavar="[FILE or -]", help="A text, HTML or Markdown; *.jsonl of {id, text}; - for such lines."
        ),
    ] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines (the default when not on a terminal).")] = False,
    with_trace: Annotated[
        bool,
        typer.Option("--trace", help="Also how it came about: frames, cues, near misses; a key `trace` with --json."),
    ] = False,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE or -", help="Write a page with the evidence marked in the text."),
    ] = None,
) -> None:
    """What texts say about the trade: companies, events, quantities, with their places in the text."""
    from pipelines.extract import unread
    from pipelines.extract.tracing.markup import Marked, page
    from tracker.app import enabled_themes, load_extractor
    from tracker.errors import UsageError

    if html == "-" and (as_json or with_trace):
        raise UsageError("extract: --html - takes all of stdout; leave out --json and --trace, or name a file")
    _refuse_to_overwrite(source, html)
    settings = settings_or_defaults()
    extractor = load_extractor(settings.instruments(), enabled_themes(settings, say), settings.extraction.model)
    is_printed = html is None or as_json or with_trace
    pages: list[Marked] = []
    made = failed = 0
    for given in _texts(source):
        if isinstance(given, str):
            failed += 1
            say(given)
            continue
        try:
            found = _read(extractor, given, traced=with_trace or html is not None)
            made += 1
        except Exception as error:  # a bug of ours in one text must not cost the others theirs
            failed += 1
            found = _Found(unread(extractor.made_by, error), None)
            say(f"extract: {given['id']}: {found.extraction.findings[0].message}")
        if is_printed:
            out(_shown(given["id"], found, as_json=as_json, with_trace=with_trace))
        if html is not None and found.trace is not None:
            pages.append(Marked(given["id"], given["text"], found.extraction, found.trace))
    if html is not None and pages:
        _write_page(html, page(pages))
    elif html is not None and not failed:
        say(f"extract: {source}: has no text, so no page is written")
    if failed and not made:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Found:
    extraction: Extraction
    trace: Trace | None


def _read(extractor: Extractor, given: dict[str, Any], *, traced: bool) -> _Found:
    hints = {"title": given.get("title"), "published": given.get("published")}
    if traced:
        return _Found(*extractor.trace(given["text"], **hints))
    return _Found(extractor.extract(given["text"], **hints), None)


def _shown(id: str, found: _Found, *, as_json: bool, with_trace: bool) -> str:
    """A line of JSON; for a person, and always for a trace that nobody wants as JSON, words."""
    from pipelines.extract import extraction_to_json
    from pipelines.extract.tracing.terminal import trace_text
    from pipelines.extract.tracing.trace import trace_to_json

    result = extraction_to_json(id, found.extraction)
    if as_json or not (with_trace or sys.stdout.isatty()):
        told = {"trace": trace_to_json(found.trace)} if with_trace and found.trace else {}
        return json.dumps({**result, **told}, ensure_ascii=False)
    width, color = terminal()
    steps = trace_text(found.trace, width=width, color=color) if with_trace and found.trace else ""
    return f"{_readable(result, found.extraction.findings)}\n{steps}"


def _refuse_to_overwrite(source: str, html: str | None) -> None:
    """Raises UsageError when the page would be written over the text that it is made of."""
    from tracker.errors import UsageError

    if html in (None, "-") or source == "-":
        return
    given, target = Path(source), Path(str(html))
    if target.exists() and given.exists() and target.samefile(given):
        raise UsageError(f"extract: --html {html} would overwrite the text it is made of; name another file")


def _write_page(target: str, html: str) -> None:
    if target == "-":
        out(html)
        return
    with writing(Path(target)):
        Path(target).write_text(html, encoding="utf-8")
    say(f"extract: {target} written")


def _texts(source: str) -> Iterator[dict[str, Any] | str]:
    """The texts to read, or in place of one that cannot be, a line that says why."""
    from tracker.errors import InputError

    try:
        if source == "-":
            yield from _lines(sys.stdin.buffer, source)
        elif source.endswith(".jsonl"):
            with Path(source).open("rb") as file:
                yield from _lines(file, source)
        else:
            yield {"id": Path(source).name, "text": _utf8(Path(source))}
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror}") from error


def _utf8(path: Path) -> str:
    """The file's text; a word on stderr when it is not plain UTF-8, since much of it will not be understood.

    Raises InputError for UTF-16, of which no word would be.
    """
    from tracker.errors import InputError

    data = path.read_bytes()
    if data.startswith(UTF_16_MARKS) or data.count(0) * 4 > len(data):
        raise InputError(f"{path}: is UTF-16 or no text at all (every other byte is NUL); save it as UTF-8")
    if data.startswith(BOM_UTF8):
        say(f"extract: {path}: begins with a byte order mark; places are counted without it")
    if 0 in data:
        say(f"extract: {path}: has NUL bytes (the first is byte {data.index(0)}); they count as blanks")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        say(f"extract: {path}: is not UTF-8 text (byte {error.start}); what cannot be read is left out")
        return data.decode("utf-8", "replace")


def _lines(file: BinaryIO, source: str) -> Iterator[dict[str, Any] | str]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield _text_of_line(line, f"extract: {source}:{number}")


def _text_of_line(line: bytes, where: str) -> dict[str, Any] | str:
    """The text of a line with what is known of it; of a line that has none, why. Hints that are none are told."""
    from pipelines.extract.text.hints import hints_of

    if 0 in line:
        return f"{where}: has NUL bytes, as UTF-16 has; save the file as UTF-8"
    try:
        given = json.loads(line)
    except ValueError as error:
        return f"{where}: is no JSON ({error})"
    except RecursionError:
        return f"{where}: is no JSON of a text (nested too deeply), got {_begun(line)}"
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or "id" not in given:
        return f'{where}: expected an object with "id" and "text", got {_begun(line)}'
    id = given["id"]
    if isinstance(id, bool) or not isinstance(id, str | int | float):
        return f"{where}: id: expected a text or a number, got {json.dumps(id):.60}; the text is not read"
    hints = hints_of(given)
    say(*(f"{where}: {fault}" for fault in hints.faults))
    return {"id": str(id), "text": given["text"], "title": hints.title, "published": hints.published}


def _begun(line: bytes) -> str:
    """How a line begins, for a message."""
    return repr(line[:60].decode("utf-8", "replace"))


def _readable(result: dict[str, Any], findings: Iterable[Finding]) -> str:
    """The same for a person: what was found, with the words it was found in, and what to know of the text."""
    from pipelines.escape import strip_controls
    from pipelines.report import finding_line
    from tracker.records import standing_of

    names = {e["canonical"]: e["ticker"] for e in result["entities"]}
    shown = ", ".join(f"{name} ({ticker})" if ticker else name for name, ticker in names.items())
    lines = [
        f"{result['id']}: {'about the trade' if result['relevant'] else 'not about the trade'} ({result['score']:.2f})",
        f"  themes    {', '.join(result['themes']) or 'none'}",
        f"  names     {shown or 'none'}",
    ]
    for event in result["events"]:
        parties = " → ".join(part for part in (event["actor"], event["counterparty"]) if part)
        subtypes = "+".join(kind for kind in (event["subtype"], *event["subtypes"]) if kind)
        kind = f"{event['type']}.{subtypes}" if subtypes else event["type"]
        amounts = ", ".join(q["text"] for q in event["quantities"])
        said = f"{event['trigger']['text']!r} at {event['trigger']['start']}"
        facts = [standing_of(event["modality"], event["polarity"]), parties, amounts, event["direction"] or "", said]
        lines.append(f"  {kind:24} " + " · ".join(fact for fact in facts if fact))
    lines += [f"  ! {finding_line(finding)}" for finding in findings]
    return "\n".join(strip_controls(line).replace("\n", " ") for line in lines)


# ── sessions ────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def sessions(
    times: Annotated[
        list[str], typer.Argument(metavar="TIME...", help="ISO 8601 with a zone: 2026-07-01T08:05-04:00.")
    ],
    exchange: Annotated[str | None, typer.Option(help="Calendar; the settings' reference exchange by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """The first trading session able to react to news of a given time, and what can be traded at that time."""
    from tracker.clock import SystemClock
    from tracker.desk import sessions_around
    from tracker.errors import InputError, OutOfCalendar, UsageError

    asked = list(_readable_times(times))
    name = exchange or settings_or_defaults().schedule.reference_exchange
    try:
        calendar = sessions_around((at for _, at in asked), name, SystemClock().now(), say)
    except InputError as error:
        raise UsageError(f"sessions: {error}") from None
    answered = 0
    for text, at in asked:
        try:
            row = _session_row(calendar, at)
        except OutOfCalendar as error:
            say(f"sessions: {error}")
            continue
        out(json.dumps(row) if as_json else _session_line(text, row))
        answered += 1
    if not answered:
        raise typer.Exit(1)


def _readable_times(texts: Iterable[str]) -> Iterator[tuple[str, datetime]]:
    """Each time as given and as an instant; of those that cannot be read, it is said why."""
    from tracker.errors import UsageError

    for text in texts:
        try:
            yield text, instant(text, "sessions")
        except UsageError as error:
            say(str(error))


def _session_row(calendar: SessionCalendar, at: datetime) -> dict[str, str]:
    from pipelines.wording import utc_text

    placed = calendar.place(at)
    return {
        "time": utc_text(placed.at),
        "bucket": str(placed.bucket),
        "session": placed.session.isoformat(),
        "close": utc_text(placed.close),
        "phase": str(calendar.phase(at)),
    }


def _session_line(text: str, row: dict[str, str]) -> str:
    return f"{text}  {row['bucket']:10}  {row['session']}  closes {row['close']}  phase {row['phase']}"
