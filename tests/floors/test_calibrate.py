"""What the calibration counts, by hand on three labelled texts."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest

from pipelines.extract.records.confidence import Line, Rates, event_names, of_event
from tests.floors.calibrate import (
    Claim,
    claims_of,
    counted,
    counted_cues,
    cues_as_toml,
    fitted_line,
    has_modality,
    quality,
    told_counts,
    without_told,
)


def labelled(text: str, actor: str, modality: str, **axes: str) -> dict[str, Any]:
    event = {"type": "compute_leasing", "actor": actor, "counterparty": None, "modality": modality, **axes}
    return {"text": text, "entities": [], "events": [event]}


TEXTS = (
    labelled("Meta plans to rent out GPU clusters.", "Meta", "planned"),
    labelled("Meta plans to rent out GPU clusters, people familiar say.", "Meta", "rumoured"),
    labelled("xAI plans to rent out GPU clusters.", "xAI", "announced"),
)
"""The reader of the last one disagrees; of the second one the source makes the modality, not the plan."""


@pytest.fixture(scope="module")
def claims():
    return [claim for group in claims_of(TEXTS) for claim in group]


def test_a_cue_counts_where_it_made_the_modality(claims):
    assert counted_cues(claims) == {
        "status.planned": (1, 2),
        "status.future": (1, 2),
        "source.unnamed_people": (1, 1),
    }


def test_the_modality_is_counted_beside_its_cues_and_not_by_them(claims):
    assert counted(claims)["status"] == {
        "all": (2, 3),
        "planned by a cue": (1, 2),
        "rumoured by a cue": (1, 1),
        "type:planned": (1, 2),
        "type:rumoured": (1, 1),
    }


def test_an_event_that_no_label_has_says_nothing_about_its_cue():
    (claims,) = claims_of([{**TEXTS[0], "events": []}])
    assert [(c.part, c.right) for c in claims] == [("event", False)]
    assert counted_cues(claims) == {}


def test_a_cue_of_the_time_is_held_against_the_labelled_time():
    text = "Last year Meta rented out GPU clusters."
    told = [labelled(text, "Meta", "completed", time=time) for time in ("retold", "past")]
    untold = [labelled(text, "Meta", "completed")]
    found, none = (counted_cues(c for group in claims_of(items) for c in group) for items in (told, untold))
    assert found == {"time.retold": (1, 2)}
    assert none == {}


def test_a_line_of_the_table_has_both_figures(claims):
    assert '"status.planned" = { n = 2, right = 1 }' in cues_as_toml(counted_cues(claims)).splitlines()


def test_files_without_modalities_do_not_count():
    assert has_modality(TEXTS[0])
    assert not has_modality({"text": "", "entities": [], "events": [{"type": "price_change", "direction": "up"}]})
    assert not has_modality({"rule": "compute.supply", "text": ""})


def test_the_figures_of_a_fold_come_from_the_other_folds():
    """Five texts, one per fold: each is judged by the rate of the other four.

    Modality: all right but the last. Of the other four of a right one 3 are right, so that the cue's own rate is
    (3 + 1) / (4 + 2) = 2/3, as is that of `all`; by modality and standing (3 + 5 x 2/3) / 9 = .7037 and
    (3 + 5 x .7037) / 9 = .7243; four tenths of the cue's and six of that make .7012. Of the wrong one all four others
    are right: 5/6, .9074, .9486, and .9025. Brier: (4 x .2988^2 + .9025^2) / 5 = .2343.
    """
    texts = [*[TEXTS[0]] * 4, {**TEXTS[2], "text": TEXTS[0]["text"], "events": TEXTS[2]["events"]}]
    texts[4]["events"] = [{**TEXTS[2]["events"][0], "actor": "Meta"}]
    found = quality(claims_of(texts))["status"]
    assert (found["n"], found["right"]) == (5, 0.8)
    assert found["Brier"] == pytest.approx(0.2343, abs=2e-4)


def test_rate_and_share_make_one_confidence_by_their_log_odds():
    line = Line(base=0.5, rate=2.0, share=1.0)
    assert line.of(0.5, 0.5) == pytest.approx(1 / (1 + exp(-0.5)))
    assert line.of(0.8, 0.2) == pytest.approx(
        1 / (1 + exp(-0.5) / 4)
    )  # Odds of 4 squared, over 4, times e to the half.


def test_what_words_told_of_is_counted_as_one_group_apart_from_the_types():
    assert event_names("told.contract", "contract") == ("told.contract", "told")
    assert event_names("contract.sign", "contract") == ("contract.sign", "type:contract")
    claims = [
        [Claim("event", ("told.mna", "told"), True), Claim("event", ("mna.buy", "type:mna"), True)],
        [Claim("event", ("told.ipo", "told"), False), Claim("roles", ("told.ipo", "type:ipo"), True)],
    ]
    assert told_counts(claims) == (1, 2)
    assert [[claim.names[0] for claim in group] for group in without_told(claims)] == [["mna.buy"], ["told.ipo"]]


def test_words_of_its_type_make_an_event_surer_and_others_less_sure():
    shares = [of_event("contract.sign", "contract", share) for share in (0.02, 0.2, 0.9)]
    assert shares == sorted(set(shares))
    assert 0 < shares[0] < of_event("contract.sign", "contract") < shares[-1] < 1


def test_the_line_is_the_one_that_made_the_texts():
    chance = np.random.default_rng(1)
    rates = Rates({"sure": (980, 998), "unsure": (400, 998)})
    of = {name: (right + 1) / (seen + 2) for name, (right, seen) in rates.counts.items()}
    made = Line(base=0.3, rate=0.7, share=0.4)
    claims = []
    for name in of:
        for share in chance.uniform(0.02, 0.98, 4000):
            right = bool(chance.random() < made.of(rates.rate(name), share))
            claims.append([Claim("event", (name,), right, float(share))])
    found = fitted_line(claims, rates, 1.0)
    assert found == pytest.approx(made, abs=0.12)


def test_a_claim_knows_the_share_of_its_words(claims):
    shares = [claim.share for claim in claims if claim.part == "event"]
    assert len(shares) == 3
    assert all(share is not None and 0 < share < 1 for share in shares)
