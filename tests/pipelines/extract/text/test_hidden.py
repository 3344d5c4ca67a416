"""Signs that nobody sees, inside words: read past, and quoted where the text has them."""

from __future__ import annotations

import spacy

PLAIN = "Meta rents out GPU capacity to Anthropic for $750 million."
HIDDEN = "Me\u00adta rents out GPU capa\u00adcity to An\u200bthropic\ufeff for $7\u206050 million."


def test_a_text_with_hidden_signs_is_read_like_the_one_without(read):
    (plain,), (hidden,) = read(PLAIN).events, read(HIDDEN).events
    assert (hidden.type, dict(hidden.roles)) == (plain.type, dict(plain.roles))
    assert [(q.value, q.unit) for q in hidden.quantities] == [(7.5e8, "USD")]
    assert [m.text for m in read(HIDDEN).mentions] == ["Me\u00adta", "An\u200bthropic"]
    for item in (hidden.trigger, *hidden.evidence, *hidden.quantities, *read(HIDDEN).mentions):
        assert HIDDEN[item.start : item.end] == item.text


def test_the_spans_of_a_document_stand_where_its_text_has_them():
    nlp = spacy.blank("en")
    for name in ("sentences", "entities", "quantities", "events"):
        nlp.add_pipe(f"newsimpact_{name}")
    doc = nlp("CoreWeave\u00ad wins a $6 bil\u00adlion GPU contract from OpenAI.")
    assert [s.text for s in doc.spans["newsimpact.quantities"]] == ["$6 bil\u00adlion"]
    assert [s.text for s in doc.spans["newsimpact.entities"]][1] == "OpenAI"
