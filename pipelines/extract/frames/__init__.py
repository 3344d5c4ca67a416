"""From words to events: which patterns of trigger and object a sentence fits, and who takes part.

rules.py          frames and cues as records: events/, cues.toml and quantities.toml
matcher.py        which frame a trigger fits, in which clause; it asks
  vetoes.py         which words forbid it
  participants.py   who takes part; the ways to find a party are in roles/
  states.py         how far it has come, by trigger and verb
  directions.py     which way it goes
  wording.py        whether all the words of a text speak for it, from type_weights.json
drafts.py         events in the making, and what a condition may ask about them

Of all the drafts of a sentence:

sellers.py        who sells: a lease or a contract
targets.py        price targets of several companies
rivals.py         which are told at all, and which are only the setting
doubles.py        which say the same twice
"""
