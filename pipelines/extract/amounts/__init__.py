"""Amounts of a text: their value, what they measure, and for when.

quantities.py      reads amounts out of characters; the door. It asks
  number_places.py   where one may begin
  numerals.py        numbers in digits, words and Chinese characters
  sums.py            money, with what it is paid for; `hourly.py` of a price by the hour
  han_amounts.py     amounts in Chinese
  prior_values.py    whether it is what was before
  comparators.py     whether it is a bound or an estimate
measures.py        what an amount measures, and of what
periods.py         for when it is
lists.py           amounts of one list, which share both

The first seven read plain characters; measures, periods and lists ask the sentence. Whose an amount is: event_amounts/.
"""
