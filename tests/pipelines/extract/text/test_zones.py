"""The parts of a page: what is news, what is furniture, who is quoted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract import load
from pipelines.extract.text.opening import open_passage, plain_text
from pipelines.extract.text.zones import EXCLUDED, find_zones

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
    "up next in a sentence": f"{PROSE}\nUp next for Nvidia is a campus in Ohio.\n{PROSE}",
    "news that a sentence calls so": f"{PROSE}\nTop news of the day: Nebius fell by a tenth.\n{PROSE}",
    "related in a sentence": f"{PROSE}\nRelated shares fell, IREN by 6%.\n{PROSE}",
    "do not miss, in a sentence": f"{PROSE}\nDon't miss the risk: Oracle borrows more.\n{PROSE}",
    "a headline with a label": f"Trending: CoreWeave wins a contract\n{PROSE}",
    "moves in a headline": f"CRWV -13%, NBIS -15%, IREN -6% as Meta plans a cloud\n{PROSE}",
    "moves and nothing else": "CRWV -13%, NBIS -15%, IREN -6%",
    "moves that a line announces": f"{PROSE}\nThe losers:\nCRWV -13%, NBIS -15%, IREN -6%",
    "a headline in capitals": f"META BUYS AMD CHIPS\n{PROSE}",
    "figures of a model": f"{PROSE}\nNvidia GB300 NVL72 pairs 72 GPUs and 36 CPUs\n{PROSE}",
    "a heading inside of an article": f"{PROSE}\nMarkets\n{PROSE}\nNebius fell too, it was said.",
    "a list under a heading of its own": f"{PROSE}\n{PROSE}\nRatings\nCiti cuts Nebius to neutral\nUBS raises Meta",
    "short sentences in Chinese": "Meta出租算力\nMeta表示将出租。\nNebius下跌5%。\nOracle下跌2%。\n分析师不安。",
    "headlines in Chinese": "今日要闻\n甲骨文收购CoreWeave\nMeta计划出租算力给Anthropic\n英伟达投资Nebius二十亿美元",
    "more than": f"{PROSE}\nRevenue > cost > cash, he said\n{PROSE}",
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
See also: Nebius falls
READ: Nebius falls by a tenth
(Related: Nebius falls by a tenth)
» Nebius falls by a tenth
Previous: Nebius falls by a tenth
Next: Nebius falls by a tenth
Home > Markets > Nebius falls by a tenth
Technology » Chips » Memory
NVDA +2.1% CRWV -13.0% NBIS -15.0%
Dow 44,500.10 +0.3% | S&P 500 6,200 -0.1% | CRWV 98.2 -13%
$CRWV (-13.0%) $NBIS (-15.1%) $IREN (-4%)
NVDA | CRWV | NBIS
3 hours ago""".splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_of_furniture_is_out(line):
    assert kind_of(f"{HEADLINE}\n{line}\n{PROSE}", line) in EXCLUDED


LINKS = ["Oracle buys a rival for $9 billion", "IREN wins a contract from Microsoft"]
HEADINGS = """Related content
More on this topic
More in Technology
Top news
EDITOR’S PICKS
Don't Miss
Must reads
Up next
Next article
Sponsored
From our partners
Go deeper
In other news:
Recent posts
### Suggested articles
For you
Around the web
Most Read Today
Stories for you
热门文章
相关阅读：
猜你喜欢""".splitlines()


@pytest.mark.parametrize("heading", HEADINGS)
def test_links_under_a_heading_of_a_page_are_out_and_the_article_goes_on(heading):
    text = plain_text("\n\n".join([HEADLINE, PROSE, heading, *LINKS, f"Later {PROSE}"]))
    assert kind_of(text, LINKS[0]) == kind_of(text, LINKS[1]) == "related"
    assert kind_of(text, "Later") == "body"


@pytest.mark.parametrize("glue", ["\n\n", "\n"])
def test_the_headline_behind_links_stays_one(glue):
    text = glue.join(["\n".join(["Top stories", *LINKS]), f"{HEADLINE}\nBy Ines Harbeck", PROSE])
    assert [kind_of(text, words) for words in (*LINKS, HEADLINE)] == ["related", "related", "headline"]


def test_links_between_the_headline_and_the_article_are_out():
    text = "\n\n".join([HEADLINE, "Editor's picks", *LINKS, PROSE])
    assert [kind_of(text, words) for words in (HEADLINE, *LINKS)] == ["headline", "related", "related"]


@pytest.mark.parametrize("heading", ["Technology", "This week's chip stories", "Example Wire headlines"])
def test_a_section_is_furniture_where_the_page_ends_with_its_links(heading):
    at_end = "\n".join([HEADLINE, PROSE, PROSE, heading, *LINKS])
    assert [kind_of(at_end, words) for words in (heading, *LINKS)] == ["related"] * 3
    assert kind_of("\n".join([at_end, PROSE]), LINKS[0]) == "body"


@pytest.mark.parametrize("lines", [["2 hours ago", LINKS[0], "1 day ago", LINKS[1]], [LINKS[0], "2 hours ago"]])
def test_what_stands_beside_its_age_behind_the_article_is_a_link(lines):
    text = "\n".join([HEADLINE, "2 hours ago", PROSE, *lines])
    assert kind_of(text, LINKS[0]) == "related"
    assert kind_of(text, HEADLINE) == "headline"


def test_previous_and_next_lead_to_one_story_each():
    text = "\n".join([HEADLINE, PROSE, "← Previous", LINKS[0], "Next →", LINKS[1], "It has two buyers"])
    assert [kind_of(text, words) for words in (*LINKS, "It has")] == ["related", "related", "body"]


@pytest.mark.parametrize("glue", ["\n", " ", " | "])
def test_a_strip_of_tickers_gives_no_price_move_and_no_mention(read, glue):
    tape = glue.join(["NVDA +2.1%", "CRWV -13.0%", "NBIS -15.0%"])
    for text in (f"{tape}\n\nOracle fell 3% on Wednesday\n\n{PROSE}", f"Oracle fell 3%\n\n{PROSE}\n{tape}\n{PROSE}"):
        extraction = read(text)
        assert [e.actor for e in extraction.events if e.type == "price_move"] == ["Oracle"]
        assert not any(m.text.isupper() for m in extraction.mentions)


def test_a_link_in_brackets_inside_of_a_paragraph_is_out():
    text = f"{HEADLINE}\n{PROSE} (Related: Oracle buys a rival for $9 billion)\n{PROSE}"
    assert kind_of(text, "Oracle") == "boilerplate"
    assert kind_of(text, PROSE) == "deck"


def test_links_under_a_heading_in_a_chinese_article_are_out(read):
    text = "Meta计划出租算力给Anthropic\n\nMeta表示将出租。\n\n延伸閱讀\n甲骨文收购CoreWeave\n\nMeta股价下跌5%。"
    assert {(e.type, e.actor) for e in read(text).events} == {
        ("compute_leasing", "Meta Platforms"),
        ("price_move", "Meta Platforms"),
    }


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
