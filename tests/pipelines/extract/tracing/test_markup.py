"""The page of an extraction: the text whole and escaped, marks of every kind, links that lead somewhere."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from pipelines.extract.tracing.markup import Marked, page

TEXT = (
    "Meta plans to rent out GPU clusters, people familiar say. CoreWeave sinks 13%, Nebius 15%.\n"
    "The social-media giant denied nothing. CoreWeave signs $6 billion GPU contract with OpenAI."
)


class Page(HTMLParser):
    """What a browser would see: the words of the text, ids, links, classes, and what is open."""

    VOID = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.marked: dict[str, list[str]] = {}
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag == "div" and found.get("class") == "text":
            self.texts.append("")
        if tag not in self.VOID:
            self.open.append((tag, found))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        inside = [found.get("class") for tag, found in self.open if tag in {"div", "a"}]
        if "text" not in inside or "number" in inside:
            return
        self.texts[-1] += data
        classes = next((found["class"] for tag, found in self.open if tag == "mark"), "") or ""
        for kind in classes.split():
            self.marked.setdefault(kind, []).append(data)


@pytest.fixture(scope="module")
def page_of(extractor):
    def made(*texts: str) -> str:
        return page([Marked(f"text-{n}", text, *extractor.trace(text)) for n, text in enumerate(texts, 1)])

    return made


def test_the_page_holds_the_whole_text_and_nothing_else_in_its_place(page_of):
    assert Page(page_of(TEXT)).texts == [TEXT]


def test_every_kind_of_evidence_is_marked(page_of):
    marked = {kind: "".join(words) for kind, words in Page(page_of(TEXT)).marked.items()}
    for kind, words in {
        "trigger": "rent out",
        "object": "GPU clusters",
        "role": "Meta",
        "entity": "CoreWeave",
        "quantity": "$6 billion",
        "cue": "people familiar",
    }.items():
        assert words in marked[kind]


def test_words_that_are_several_things_carry_all_of_them(page_of):
    marked = Page(page_of(TEXT)).marked
    assert "Meta" in marked["role"] and "Meta" in marked["entity"]


def test_overlapping_marks_keep_the_text_and_both_kinds(extractor):
    text = "CoreWeave sinks 13%"
    extraction, trace = extractor.trace(text)
    (event,) = extraction.events
    crossing = [
        type(event.trigger)(kind="object", start=4, end=12, text=text[4:12], rule="x"),
        type(event.trigger)(kind="cue", start=10, end=19, text=text[10:19], rule="status.x"),
    ]
    crossed = replace(extraction, events=(replace(event, evidence=(*event.evidence, *crossing)),))
    found = Page(page([Marked("x", text, crossed, trace)]))
    assert found.texts == [text]
    assert "".join(found.marked["object"]) == text[4:12]
    assert "".join(found.marked["cue"]) == text[10:19]


def test_every_link_leads_to_a_place_of_the_page_and_every_place_is_there_once(page_of):
    found = Page(page_of(TEXT, "CoreWeave fell 5%.", "Nothing at all."))
    assert len(found.links) > 20
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


def test_a_card_names_type_parties_axes_and_rules(page_of):
    html = page_of(TEXT)
    for words in (
        "compute_leasing.raw_capacity",
        "Meta Platforms",
        "status.planned",
        "unnamed people",
        "compute.supply",
    ):
        assert words in html


def test_a_confidence_in_what_is_not_claimed_is_none(extractor):
    extraction, trace = extractor.trace("CoreWeave sinks 13%")
    (event,) = extraction.events
    silent = replace(extraction, events=(replace(event, confidence=replace(event.confidence, roles=None)),))
    assert "roles not claimed" in page([Marked("x", "CoreWeave sinks 13%", silent, trace)])


def test_a_strangers_text_is_only_text(page_of):
    hostile = '<script>alert(1)</script> & "CoreWeave" <img src=x onerror=alert(2)> fell 5% {{ 7*7 }} \u202ereversed'
    html = page_of(hostile)
    found = Page(html)
    assert not {"script", "img"} & set(found.tags)
    assert found.texts == [hostile.replace("\u202e", "")]
    assert "\u202e" not in html


def test_a_strangers_id_is_only_text(extractor):
    html = page([Marked("<b>x</b>\x1b", "CoreWeave fell 5%.", *extractor.trace("CoreWeave fell 5%."))])
    assert "<b>x</b>" not in html and "\x1b" not in html


def test_the_page_needs_no_script_and_nothing_from_elsewhere(page_of):
    html = page_of(TEXT)
    found = Page(html)
    assert not {"script", "link", "img", "iframe"} & set(found.tags)
    assert all(link.startswith("#") for link in found.links)
    assert "default-src 'none'" in html and "http://" not in html and "https://" not in html
    assert " style=" not in html  # the policy forbids it


def test_what_was_left_out_is_shown_as_such(page_of):
    text = "CoreWeave sinks 13%\n\nThe stock fell on Tuesday.\n\nSign up for our newsletter about Oracle deals."
    found = Page(page_of(text))
    assert found.texts == [text]
    assert "newsletter" in "".join(found.marked["out"])


def test_near_misses_are_told_with_the_words_that_forbade_them(page_of):
    html = page_of("Meta leases office space to Anthropic beside its GPU clusters.")
    assert "Near misses" in html and "veto real estate" in html and "office space" in html


def test_a_text_about_nothing_says_so(page_of):
    html = page_of("The town library extends its opening hours on Saturday.")
    assert "Not about the trade" in html and "<article" not in html
