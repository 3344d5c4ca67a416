"""Who moved on the market, which way and how far; `reactions.py` is the door.

movers.py      who moved, by the kind of words that tell it; it asks
  beside.py      the name beside the verb
  apart.py       where a comma stands between: participles, second deeds
  shares.py      whose "the stock" and "its shares" are
  groups.py      sectors and markets without a name, and who leads a group
  nouns.py       nouns of moves: "a 21% surge in Nebius"
  records.py     records, rankings and runs that end
  struck.py      who is struck, lifted or sent somewhere
  strangers.py   movers that the lexicon does not know
signed.py      moves without a verb: "CRWV -11%", two prices
values.py      the value of all shares, where the noun is said; market_values.py where only a size tells it
along.py       who moves along with those found
stated.py      whether the words state a move: no object, nothing only expected
sizes.py       how far
inline_quotes.py  quotes that a page sets into its sentences, which are no moves
lists.py       names that have a share, and lists of them
move.py        the record of a move, and the term categories that tell of one
drafts.py      a move as a draft of an event, with the amounts beside it (amounts.py)
words.py       closed lists of words
"""
