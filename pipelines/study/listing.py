"""What a short history allows, and where a history begins.

By the number of returns (L1) that the estimate can use:

    120 and more   nothing to say
    60 to 119      `short`: the model as asked
    30 to 59       `low_confidence`: where more returns were asked for, beta is drawn towards its prior (`shrink`)
    below 30       raw and market-adjusted only, no p (the caller's reason: too few sessions)

With 5 % own and 1 % market movement a day, the standard deviation of an estimated beta is 0.32 on 250 returns, 0.65 on
60 and 1.12 on 20 (simulated): below 30 an abnormal return would say more about the draw of beta than about the event.

A history begins with the listing and begins anew after a long halt: what resumes trading after months is another
company, or the same with other owners, and its old beta is not its beta. A single missing bar is no halt.

Nothing here knows prices or models.
"""

from __future__ import annotations

import numpy as np

from pipelines.study.market import rolling_sums
from pipelines.study.panel import Bools, Floats, Ints
from tracker.options import StudyOptions

ENOUGH = 120
"""Half a year of returns: the usual estimation window of daily studies (MacKinlay 1997)."""
SHORT = 60

SHORT_HISTORY = "short"
LOW_CONFIDENCE = "low_confidence"


def flag_of(l1: int) -> str | None:
    """What has to be said beside a number that was estimated on so few returns.

    >>> flag_of(120), flag_of(119), flag_of(60), flag_of(59)
    (None, 'short', 'short', 'low_confidence')
    """
    if l1 >= ENOUGH:
        return None
    return SHORT_HISTORY if l1 >= SHORT else LOW_CONFIDENCE


def young(l1: Ints, options: StudyOptions) -> Bools:
    """Which events have so little history that their beta is shrunk: fewer than 60 returns, and than asked for.

    Who asks for 45 and gets 45 has made a choice; who asks for 120 and gets 45 has met a young listing.
    """
    if not options.shrink:
        return np.zeros(l1.shape, dtype=bool)
    return np.asarray((l1 < SHORT) & (l1 < options.estimation))


def history_starts(returns: Floats, first_price: Ints, options: StudyOptions) -> Ints:
    """(n,) column from which on the rows of each event count: after listing and last long halt, and the first days.

    returns: (n, S), everything from the first estimation session to the one before the window; NaN = no return.
    first_price: (n,) column of the first price in the same counting, any number beyond the ends; a listing that is
    not known of (the table begins with prices) has to be given as far below 0.
    """
    start = np.maximum(first_price + 1 + options.after_listing, 0)
    if options.halt and returns.shape[1] > options.halt:
        # The halt's last missing return is that of the day on which trading resumed, as the listing's first is. A halt
        # of h sessions makes h + 1 returns missing.
        run = rolling_sums(np.isnan(returns).astype(np.float64), options.halt + 1) == options.halt + 1
        ends = run.shape[1] - 1 - run[:, ::-1].argmax(axis=1) + options.halt
        start = np.where(run.any(axis=1), np.maximum(start, ends + 1 + options.after_listing), start)
    return start.astype(np.intp)
