"""HTML and Markdown: read as a reader sees them, quoted as the source has them."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.extractor import MAX_CHARS
from pipelines.extract.text.rendered import rendered

PAGE = """<!doctype html>
<html><head><title>Nebius rents out 100 MW | Example</title>
<script>var next = "Oracle signs $9 billion contract with OpenAI </b>";</script><style>p > b {color: red}</style></head>
<body><nav><ul><li><a href="/a">NVDA +2.1%</a></li><li><a href="/b">IREN -6.0%</a></li></ul></nav>
<div class="logo">Example News</div>
<h1>Nebius rents out 100 MW of
  GPU capacity</h1>
<p>Nebius is to rent out <a href="/q?a=1&amp;b=2">100 MW</a> of GPU capacity to <b>Mistral</b>
for &#36;2&nbsp;billion</p>
<!-- Microsoft buys CoreWeave for $90 billion -->
<aside><h2>Also today</h2><article><h3>Amazon raises capex guidance to $200 billion</h3></article></aside>
<p>Shares of Nebius rose 5%.<br>CoreWeave fell 2%
<form><p>Meta signs up with AMD for 6 GW</p></form>
<footer>Most read: AMD signs a 6 GW deal with OpenAI</footer></body></html>"""


def test_a_page_is_read_as_a_browser_shows_it_and_quoted_from_its_source(read):
    extraction = read(PAGE)
    assert [(e.type, e.actor, e.counterparty) for e in extraction.events] == [
        ("contract", "Nebius Group", "Mistral AI"),
        ("price_move", "Nebius Group", None),
        ("price_move", "CoreWeave", None),
    ]
    assert [q.text for q in extraction.events[0].quantities] == ["100 MW", "&#36;2&nbsp;billion"]
    assert {m.canonical for m in extraction.mentions} == {"Nebius Group", "Mistral AI", "CoreWeave"}
    for event in extraction.events:
        for item in (event.trigger, *event.evidence, *event.quantities, *extraction.mentions):
            assert PAGE[item.start : item.end] == item.text


SHOWN = {
    "tags within a sentence": ("<p>Core<b>Weave</b> pays <i>more</i></p>", "CoreWeave pays more"),
    "white space of the source": ("<p>Nebius\n   pays\t more</p>\n\n<p>AMD</p>", "Nebius pays more\n\nAMD"),
    "lines of a text without paragraphs": ("Nebius pays\nAMD <b>sells</b>", "Nebius pays\nAMD sells"),
    "breaks": ("Nebius pays<br>AMD sells<br/>IREN buys", "Nebius pays\nAMD sells\nIREN buys"),
    "a list": ("<ul><li>Nebius pays</li><li>AMD sells</li></ul>", "Nebius pays\nAMD sells"),
    "a table": ("<tr><th>Name</th><th>Move</th></tr><tr><td>AMD</td><td>2%</td></tr>", "Name | Move\nAMD | 2%"),
    "words side by side": ("<span>NVDA</span><span>+2%</span>", "NVDA +2%"),
    "entities": ("AT&amp;T pays &euro;2&nbsp;billion &#8211; for &#x41;MD", "AT&T pays €2\xa0billion – for AMD"),
    "an entity once only": ("<p>&amp;lt;b&amp;gt;</p>", "&lt;b&gt;"),
    "no entity": ("S&P 500 &such; R&D; rose", "S&P 500 &such; R&D; rose"),
    "a sign in an attribute": ('<p>Nebius <a title="x > y" href=z>pays</a></p>', "Nebius pays"),
    "a script that is never closed": ("<p>Nebius pays</p><script>AMD sells", "Nebius pays"),
    "a menu that is never closed": ("<p>Nebius</p><nav>AMD sells", "Nebius\n\nAMD sells"),
    "a page that is one form": ("<form><h1>Nebius pays</h1><p>It does.</p></form>", "Nebius pays\n\nIt does."),
    "nothing but furniture": ("<footer>Nebius pays</footer>", "Nebius pays"),
    "a link": ('[Nebius pays](https://example.org/a_(b)?c=d "Nebius") AMD', "Nebius pays AMD"),
    "strong words": ("**Nebius** pays **AMD, and more**", "Nebius pays AMD, and more"),
    "a strong link": ("- [**Nebius** pays](/nebius)", "- Nebius pays"),
    "a picture": ("![AMD sells](https://example.org/a.png)Nebius pays", "Nebius pays"),
    "a picture that is a link": ("[![AMD sells](a.png)](https://example.org) Nebius", " Nebius"),
}


@pytest.mark.parametrize(("source", "shown"), SHOWN.values(), ids=SHOWN)
def test_markup_becomes_what_a_reader_sees(source, shown):
    assert rendered(source, MAX_CHARS).text == shown


PLAIN = """Margins are < 5% at Nebius and > 40% at Nvidia
We <3 AMD
if a < b and c > d then Nebius
"They [the banks] pay [sic] Nebius (https://example.org)"
CoreWeave [CRWV](NASDAQ) fell
Nebius pays <redacted> a month
5 ** 2 ** 3 chips, f**k and *Nebius*
AT&T, S&P; R & D
Write to <desk@example.org>""".splitlines()


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_that_is_no_markup_stays_as_it_is(text):
    assert rendered(text, MAX_CHARS)[:2] == (text, None)


def test_the_only_first_heading_of_a_page_is_its_headline(extractor):
    text = "<p>Example News</p><h1>Nebius pays</h1><p>It pays AMD for chips.</p>"
    assert rendered(text, MAX_CHARS).title == "Nebius pays"
    assert rendered(f"{text}<h1>AMD sells</h1>", MAX_CHARS).title is None
    _, trace = extractor.trace("<p>Example News</p><h1>Nebius fell 5%</h1><p>AMD fell 4% as well, it was said.</p>")
    assert next((sentence.at.text, sentence.zone) for sentence in trace.sentences) == ("Nebius fell 5%", "headline")


def test_a_page_in_chinese_is_read_by_its_words_not_by_its_tags(read):
    text = '<div class="article-body main-text" data-x="y"><p>Meta计划出租<b>250&nbsp;MW</b>算力给Anthropic。</p></div>'
    (event,) = read(text).events
    assert (event.type, event.actor, event.counterparty) == ("compute_leasing", "Meta Platforms", "Anthropic")
    assert all(text[item.start : item.end] == item.text for item in (event.trigger, *event.evidence, *event.quantities))


def test_a_long_source_is_read_as_far_as_it_has_words_enough(read):
    script = f"<script>{'x = 1; ' * 10_000}</script>"
    assert [e.type for e in read(f"{script}<p>CoreWeave fell 5%.</p>").events] == ["price_move"]
    long = f"<p>CoreWeave fell 5%.</p>{'<p>It rained.</p>' * 6_000}"
    end = rendered(long, MAX_CHARS).end
    assert [f.message for f in read(long).findings] == [f"only the first {end:,} of {len(long):,} characters were read"]
    assert len(rendered(long, MAX_CHARS).text) == MAX_CHARS


def test_places_of_a_trace_and_spans_of_a_document_stand_in_the_source(extractor):
    text = "<p>Headline</p><p><b>Core\u00adWeave</b> wins a $6&nbsp;billion GPU contract from OpenAI.</p>"
    extraction, trace = extractor.trace(text)
    assert extraction == extractor.extract(text)
    (sentence,) = trace.sentences
    assert text[sentence.at.start : sentence.at.end] == sentence.at.text
    assert sentence.at.text.startswith("Core\u00adWeave</b> wins")
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact")
    doc = nlp(text)
    assert [span.text for span in doc.spans["newsimpact.quantities"]] == ["$6&nbsp;billion"]


SOURCES = [
    *"<p> </p> <b> </b> <nav> </nav> <br> <!-- --> <script> </script> <h1> </h1> <td> &amp; & ** ![ ]( < >".split(),
    *("[AMD](/x)", "Nebius", "5%", '"', "<a href='x", "\n", " "),
]


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.lists(st.sampled_from(SOURCES) | st.text(max_size=5), max_size=25), st.sampled_from([5, 40, MAX_CHARS]))
def test_every_character_that_is_read_has_its_place_in_the_source(pieces, longest):
    text = "".join(pieces)
    page = rendered(text, longest)
    assert len(page.text) <= longest
    assert page.end <= len(text)
    if page.places is None:
        assert page.text == text[:longest]
        return
    starts, ends = page.places
    assert len(starts) == len(ends) == len(page.text)
    assert all(start < end <= page.end for start, end in zip(starts, ends, strict=True))
    assert list(starts) == sorted(starts)
    for sign, start, end in zip(page.text, starts, ends, strict=True):
        assert sign.isspace() or sign == "|" or text[start:end] == sign or text[start] == "&"
