"""What an article is a copy of depends on the articles before it, and on nothing else."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.duplicates import find_copies
from tests.pipelines.test_group_arrival import OPTIONS, crowds, pieces


@settings(deadline=None)
@given(pieces() | crowds(), st.randoms(use_true_random=False))
def test_a_copy_is_of_an_earlier_article_whatever_came_later_or_is_asked_for_beside_it(found, random) -> None:
    place = {piece.id: (piece.turn, piece.id) for piece in found}
    copies = find_copies(random.sample(found, len(found)), place.keys(), OPTIONS)
    assert all(place[copy.of] < place[article] for article, copy in copies.items())
    assert all(0 < copy.score <= 1 and copy.reason in {"canonical_url", "text", "headline"} for copy in copies.values())
    reach = timedelta(days=OPTIONS.copy_days)
    for piece in found:
        before = [other for other in found if place[other.id] <= place[piece.id] and piece.turn - other.turn <= reach]
        alone = find_copies(before, {piece.id}, OPTIONS)
        assert alone == {article: copy for article, copy in copies.items() if article == piece.id}


@settings(deadline=None)
@given(pieces())
def test_the_same_address_within_two_weeks_is_a_copy_whatever_was_read_in_it(found) -> None:
    copies = find_copies(found, {piece.id for piece in found}, OPTIONS)
    for piece in found:
        same = [
            (other.turn, other.id)
            for other in found
            if piece.address and other.address == piece.address
            if (other.turn, other.id) < (piece.turn, piece.id) and piece.turn - other.turn <= timedelta(days=14)
        ]
        if same:
            copy = copies[piece.id]
            assert (copy.of, copy.reason, copy.score) == (max(same)[1], "canonical_url", 1.0)
