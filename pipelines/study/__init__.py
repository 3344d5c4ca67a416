"""Event-study statistics: numpy arrays inside, records and rows at the doors.

    panel.py    closes or returns of many symbols on one list of sessions
    market.py   what was expected: mean adjusted, market adjusted, market model, with exact forecast variances
    events.py   event windows over a panel: abnormal returns, or the reason why there are none
    files.py    the same for a user's own tables
    sample.py   events as the tests across them need them

    inference.py   tests across events; ranks.py, placebo.py, clusters.py and published.py are parts of it
    headline.py    which of them speak for a story, and in which words
    soundness.py   which of them may be printed where, from sizes.csv, which simulate.py works out
    conventions.py whose choices the statistics follow where programs differ

Nothing here reads a clock, the network or a file, but for the shipped table. Formulas: MacKinlay (1997), J. Econ. Lit.
35(1); Campbell, Lo and MacKinlay (1997), ch. 4; those of the tests stand beside them.
"""
