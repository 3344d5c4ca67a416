"""Who and what a text names.

lexicon.py       all names as records: lexicon.toml with the user's instruments
entities.py      which matched words really are the name, and what part it may play
tickers.py       tickers: how they are written, and whose they were on the day
collectives.py   groups of companies that a text treats as one
references.py    words that stand for a name already given: "the neocloud", "it"
"""
