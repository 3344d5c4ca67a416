"""Event-study statistics: numpy arrays inside, records and rows at the doors.

    panel.py    closes or returns of many symbols on one list of sessions
    market.py   what was expected: mean adjusted, market adjusted, market model, with exact forecast variances
    events.py   event windows over a panel: abnormal returns, or the reason why there are none
    files.py    the same for a user's own tables

Nothing here reads a file, a clock or the network. Formulas: MacKinlay (1997), J. Econ. Lit. 35(1); Campbell, Lo
and MacKinlay (1997), ch. 4. Tests across several firms (portfolio t, rank tests …) are not here.
"""
