"""The parts of a page: what is news, what is furniture, who is quoted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract import load
from pipelines.extract.components import open_passage
from pipelines.extract.zones import EXCLUDED, find_zones

PROSE = "CoreWeave signed a contract with Meta for GPU capacity worth $2 billion over five years, it said on Wednesday."
HEADLINE = "CoreWeave signs another large contract"
PAGE = f"""CRWV
NBIS
META 712.10 +1.2%
Markets
{HEADLINE}
By Ines Harbeck and Tom Quill
July 1, 2026, 9:30 AM ET | 4 min read
The seller of computing adds a buyer it already had.
Key Points
• Meta rents more.
• Nebius was not chosen.

{PROSE} Sign up for our newsletter about Oracle deals.

Share this article
Read more: Nvidia cuts prices of its chips by a third
"We will build what we are paid for and not a hall more," chief executive Ines Ambler said.

Related stories
Oracle buys a rival for $9 billion
Is Nebius a takeover target?

The shares closed higher, while those of Nebius did not move, as traders waited for the next set of figures.

This material is not investment advice.
About CoreWeave
CoreWeave sells computing to Microsoft and OpenAI under long contracts and is listed in New York.
Contact: press@example.org"""


def kinds(text, title=None):
    return [(zone.kind, text[zone.start : zone.end].strip()) for zone in find_zones(text, title).zones]


def kind_of(text, words, title=None):
    """The kind of the zone in which words stand."""
    return find_zones(text, title).kind_at(text.index(words))


WHERE = {
    "ticker": ("CRWV", "navigation"),
    "ticker with price": ("META 712", "navigation"),
    "section": ("Markets", "navigation"),
    "headline": (HEADLINE, "headline"),
    "byline": ("By Ines", "byline"),
    "date line": ("July 1, 2026", "byline"),
    "deck": ("The seller of computing", "deck"),
    "bullet": ("Meta rents more", "summary"),
    "body": ("CoreWeave signed a contract", "body"),
    "newsletter behind prose": ("Sign up for", "boilerplate"),
    "share button": ("Share this", "boilerplate"),
    "link": ("Read more", "related"),
    "quotation": ("We will build", "quote"),
    "speaker": ("chief executive Ines", "body"),
    "related heading": ("Related stories", "related"),
    "related link": ("Oracle buys", "related"),
    "related question": ("Is Nebius a takeover", "related"),
    "prose behind the links": ("The shares closed", "body"),
    "disclaimer": ("This material", "boilerplate"),
    "tail": ("CoreWeave sells computing to Microsoft", "boilerplate"),
}


@pytest.mark.parametrize(("words", "kind"), WHERE.values(), ids=WHERE)
def test_every_part_of_a_page_is_known(words, kind):
    assert kind_of(PAGE, words) == kind


def test_furniture_gives_no_mention_and_no_event():
    extraction = load().extract(PAGE)
    zones = find_zones(PAGE)
    found = [*extraction.mentions, *(event.trigger for event in extraction.events)]
    assert {m.canonical for m in extraction.mentions} == {"CoreWeave", "Meta Platforms", "Nebius Group", "NVIDIA"} - {
        "NVIDIA"
    }
    assert extraction.events
    assert all(zones.kind_at(item.start) not in EXCLUDED for item in found)
    assert all(PAGE[item.start : item.end] == item.text for item in found)


def test_what_stands_before_and_behind_the_furniture_keeps_its_place():
    zones = find_zones(PAGE)
    blanked = zones.blank(PAGE)
    assert len(blanked) == len(PAGE)
    assert blanked.splitlines()[12].startswith(PROSE)
    assert "Oracle" not in blanked
    assert [at for at, char in enumerate(blanked) if char == "\n"] == [
        at for at, char in enumerate(PAGE) if char == "\n"
    ]


NEWS = {
    "one line": "About CoreWeave",
    "two bare lines": "Meta rents out\nCoreWeave falls",
    "nothing but furniture": "Read more\nShare\nSubscribe",
    "bare names only": "CoreWeave\nNebius\nMeta\nOracle\nIREN",
    "a list that is announced": f"{PROSE}\nThe biggest losers:\nCoreWeave -13%\nNebius -15%\nIREN -6%\nOracle -2%",
    "a headline that begins like a byline": f"By Selling Compute, Meta Turns Rival\n{PROSE}",
    "a heading about a company": f"{PROSE}\nAbout CoreWeave\nAnalysts see three reasons for it, none of them new.",
    "read more as a verb": f"{PROSE}\nRead more into the figures and the contract looks smaller.",
    "a share sale": f"{PROSE}\nShare sales by insiders came to $40 million in the same month.",
}


@pytest.mark.parametrize("text", NEWS.values(), ids=NEWS)
def test_news_is_not_taken_for_furniture(text):
    assert [kind for kind, _ in kinds(text) if kind in EXCLUDED] == []


FURNITURE = """This article is about 1200 words
Subscribe to our newsletter
Follow us on Telegram
We use cookies to improve your experience
Disclaimer: the author holds shares
Facebook | Twitter | LinkedIn
Copyright 2026 Example Media
Reporting by Ines Harbeck; editing by Tom Quill
2026-07-01 03:22
Published Wed, Jul 1 2026 10:00 AM EDT
Updated 2 hours ago
5 min read
Photo: Example Images
Original source: Example News
The post CoreWeave rises appeared first on Example
Home | Markets | Tech | Opinion | Video
https://example.org/a/b
Skip to main content
See also: Nebius falls""".splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_of_furniture_is_out(line):
    assert kind_of(f"{HEADLINE}\n{line}\n{PROSE}", line) in EXCLUDED


def test_a_given_title_is_the_headline_wherever_it_stands():
    text = f"Share\n{PROSE}\nRead more: Nebius\n{PROSE}"
    assert kind_of(text, "Read more", "Read more: Nebius") == "headline"
    assert kind_of(f"{HEADLINE} {PROSE}", PROSE, HEADLINE) == "body"


# ── quotations ──────────────────────────────────────────────────────────────────────────────────────


def quotes(text):
    return [
        (text[q.start : q.end], text[slice(*q.speaker)] if q.speaker else None, q.said_on)
        for q in find_zones(text).quotes
    ]


LED = f"""{HEADLINE}

On May 27, 2026, a holder asked about a cloud. Ambler replied:

"We think about it all the time, and we have not done it yet."

"If we build too much, it is something we can do."

Nothing came of it. "That was a long answer to it," he joked.
"""


def test_quoted_paragraphs_have_the_speaker_and_the_day_of_the_line_that_leads_in():
    first, second, third = quotes(LED)
    assert first == ('"We think about it all the time, and we have not done it yet."', "Ambler", date(2026, 5, 27))
    assert second == ('"If we build too much, it is something we can do."', "Ambler", date(2026, 5, 27))
    assert third[1:] == (None, None)


SPOKEN = {
    "behind": ('"It is a bridge and not a business," Ines Ambler said.', "Ines Ambler"),
    "turned round": ('"It is a bridge and not a business," said Ines Ambler.', "Ines Ambler"),
    "before": ('Ines Ambler said: "It is a bridge and not a business."', "Ines Ambler"),
    "a house": ('"It is a bridge and not a business," analysts at Kestrel Bank wrote.', "Kestrel Bank"),
    "with a title between": (
        '"It is a bridge and not a business," Ines Ambler, its chief, told Example News.',
        "Ines Ambler",
    ),
    "a pronoun": ('"It is a bridge and not a business," she said.', None),
    "a turn of phrase": ('It is "a bridge" and not a business, Ines Ambler said.', "-"),
}


@pytest.mark.parametrize(("sentence", "speaker"), SPOKEN.values(), ids=SPOKEN)
def test_the_speaker_is_who_is_named_with_the_verb_of_saying(sentence, speaker):
    found = [named for _, named, _ in quotes(f"{HEADLINE}\n{sentence}")]
    assert found == ([] if speaker == "-" else [speaker])


def test_a_quotation_that_is_not_closed_runs_to_the_end_of_its_paragraph():
    text = f'{HEADLINE}\nAmbler said: "We build what is paid for.\n"We do not build more than that.\nThe end of it.'
    assert [q for q, _, _ in quotes(text)] == ['"We build what is paid for.', '"We do not build more than that.']
    assert [who for _, who, _ in quotes(text)] == ["Ambler", "Ambler"]


def test_a_passage_knows_where_its_sentences_stand_and_who_speaks(extractor):
    text = f"{HEADLINE}\nMarkets fell.\n“We like what they build there,” Jensen Huang said. It was late."
    reader = extractor.nlp.get_pipe("newsimpact")
    passage = open_passage(text, reader.cut)
    reader.entities.read(passage)
    sentences = [passage.sentence(n) for n in range(len(passage.sentences))]
    assert [s.zone for s in sentences] == ["headline", "deck", "quote", "body"]
    assert [s.in_headline for s in sentences] == [True, False, False, False]
    assert passage.speaker(sentences[2].quote).entity.canonical == "Jensen Huang"
    assert sentences[3].quote is None


# ── properties ──────────────────────────────────────────────────────────────────────────────────────

LINES = [*FURNITURE, *PAGE.splitlines(), *LED.splitlines(), "", " ", '"', '" "', "\r", "\u2028", "İ", "•", "AI"]


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(
    st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=20),
    st.sampled_from(["\n", "\r\n", "\n\n", " "]),
    st.none() | st.sampled_from(LINES),
)
def test_zones_partition_the_text_and_quotations_lie_in_quote_zones(lines, glue, title):
    text = glue.join(lines)
    zones = find_zones(text, title)
    assert "".join(text[zone.start : zone.end] for zone in zones.zones) == text
    assert all(zone.start < zone.end for zone in zones.zones)
    assert [(q.start, q.end) for q in zones.quotes] == [(z.start, z.end) for z in zones.zones if z.kind == "quote"]
    assert all(0 <= q.speaker[0] < q.speaker[1] <= len(text) for q in zones.quotes if q.speaker)
    assert len(zones.blank(text)) == len(text)


def test_the_founding_article_has_its_furniture_out(shared):
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    for words in (
        "BTC",
        "View Market",
        "日本語",
        "2026-07-02 03:22",
        "This article is about",
        "Original author",
        "Welcome to Join",
    ):
        assert kind_of(text, words) in EXCLUDED
    for words, kind in (("Meta's \"Selling", "headline"), ("The true direction", "deck"), ("Core Thesis", "summary")):
        assert kind_of(text, words) == kind
    said = {text[slice(*q.speaker)]: q.said_on for q in find_zones(text).quotes if q.speaker and q.said_on}
    assert said == {"Zuckerberg": date(2025, 10, 29)}
    days = [q.said_on for q in find_zones(text).quotes if q.said_on]
    assert days == [date(2026, 5, 27), date(2025, 10, 29)]
