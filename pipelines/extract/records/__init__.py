"""The record of an event, from everything that a text says of it.

merge.py        joins the mentions of one event
events.py       one record from its mentions
quantities.py   its amounts: what each measures, of what and for when
confidence.py   how often a claim of its kind was right, from confidence.toml
"""
