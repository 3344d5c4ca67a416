"""Reads Chinese news of the trade: the same names, amounts, events and axes as in English.

A text counts as Chinese when it has more Chinese characters than Latin words and no Japanese syllables. It is read by
characters, because words are not set apart: the longest known word at a place wins over all categories (chinese.toml),
which is what segments the text. Frames look at one clause, the stretch between commas; a clause without a subject of
its own takes that of the sentence. Everything behind the drafts is shared with English: axes, merging, quantities,
relevance. So a Chinese original and its English copy give the same records and can meet in one story.

What must never happen: another result for a text that is not Chinese, an offset that is not one of the given text
(traditional characters and full-width signs are read one for one), or an actor that the text does not name.

    text.py      a text opened for reading, and the tables of chinese.toml
    names.py     names, and groups of shares
    frames.py    event patterns
    events.py    the words of a text, then the events of its sentences
    reading.py   one sentence

Rejected: the spaCy tokenizer for Chinese. Its characters are these characters, and it takes half a second to load.

Known exceptions: a subject named in an earlier sentence is not carried on, amounts in other currencies are none, and a
company without a Chinese name in the table is found by its Latin name or ticker only.
"""
