"""Numbers of one text recomputed against each other: remarks for the reader, never corrections.

contradictions.py   the remarks of a text; it asks
  deals.py            rent, power, price, term and total of one deal
  levels.py           levels, and the change or share told beside them
  figures.py          one figure told twice
facts.py            amounts as claims: what each measures, of whom, for when
reckoning.py        what numbers come to together, and the words of a remark
"""
