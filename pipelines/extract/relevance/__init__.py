"""Whether a text is news of the trade, of which themes, and which of its events are.

gate.py           whether a long text can be, asked before it is cut into tokens
verdict.py        the verdict on a text; it asks
  trade_events.py   whether an event is news of the trade
  trade_moves.py    whether a price move is
  trade_reasons.py  why a text may be: words, moves, its subject
  other_worlds.py   whether it speaks of games, cars, coins, ...
  theme_grounds.py  what states a theme
trade_signals.py  what all of them ask about a text as a whole
news_only.py      which events are what the text reports, and which its background
weights.py        a second opinion by all the words of a text, from word_weights.json
"""
