"""From the text as it is given to characters, zones, tokens and sentences that rules can read, and back to its places.

opening.py      opens a text: what the others of this room do, in their order; it asks
  hidden.py       signs that nobody sees
  rendered.py     HTML and Markdown as a reader sees them
  han.py          whether it is Chinese
  zones.py        which part of a page a stretch is; it asks
    furniture.py    how the lines of a page's furniture look
    quotations.py   quotations, with who speaks and when
  sentences.py    where sentences begin
  tokens.py       words, as spaCy cuts them
hints.py        what goes with a text: its title, and when it appeared
asides.py       words that no rule reads, known once names and amounts are found
as_given.py     what was found, in the characters of the text as it was given
"""
