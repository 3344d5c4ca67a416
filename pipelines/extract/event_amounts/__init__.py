"""Whose an amount is: those of an event, among all of its sentence.

slots.py      which amounts belong to an event; it asks
  fitting.py    whether one in its part of the sentence is its own
  told_on.py    what the next sentence adds
owners.py     which of several events of one sentence has an amount
kinds.py      what all these ask: the kind of an amount, and what stands right before it

How amounts are read: amounts/. What becomes of them: records/.
"""
