from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.headlines import _TEMPLATES, KEYS, Kind, _template, compare, cosine, headline, strip_title, words

HOUR = timedelta(hours=1)
TITLES = st.text(max_size=120) | st.lists(
    st.sampled_from(
        "Meta CoreWeave rents $4 billion shares fall Q2 results hints and answers March 3 after the 算力出租".split()
    ),
    max_size=14,
).map(" ".join)


def kind(a: str, b: str, hours: float = 1) -> Kind:
    return compare(headline(a), headline(b), timedelta(hours=hours)).kind


@given(TITLES, TITLES, st.floats(0, 200))
def test_nothing_raises_and_both_sides_say_the_same(a: str, b: str, hours: float) -> None:
    gap = timedelta(hours=hours)
    there, back = compare(headline(a), headline(b), gap), compare(headline(b), headline(a), -gap)
    assert there == back
    assert 0 <= there.score <= 1


@pytest.mark.parametrize(("name", "signs", "pattern"), _TEMPLATES, ids=[name for name, _, _ in _TEMPLATES])
def test_what_a_template_s_pattern_finds_holds_one_of_its_words(name, signs, pattern) -> None:
    @settings(max_examples=2 * settings.default.max_examples)
    @given(st.from_regex(pattern, alphabet=st.characters(codec="ascii")))
    def holds(title: str) -> None:
        assert _template(title) == next(other for other, _, regex in _TEMPLATES if regex.search(title))

    holds()


@given(TITLES)
def test_a_headline_is_a_duplicate_of_itself(title: str) -> None:
    one = headline(title)
    assert compare(one, headline(title), timedelta()).kind is (Kind.DUPLICATE if one.words else Kind.UNRELATED)


@given(TITLES)
def test_a_headline_is_a_unit_vector_with_keys(title: str) -> None:
    one = headline(title)
    assert len(one.keys) == min(KEYS, len(one.weights)) and set(one.keys) <= set(one.words)
    if one.words:
        assert cosine(one.weights, one.weights) == pytest.approx(1)
        assert min(one.weights[word] for word in one.keys) >= max(
            (weight for word, weight in one.weights.items() if word not in one.keys), default=0
        )


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Exclusive: Meta rents out spare GPUs - Reuters", "Meta rents out spare GPUs"),
        ("UPDATE 2-Meta rents out spare GPUs", "Meta rents out spare GPUs"),
        ("Meta rents out spare GPUs | The Daily Something", "Meta rents out spare GPUs"),
        ("Live updates: Senate votes – The New York Times", "Senate votes"),
        ("Bank cuts rates — its second move", "Bank cuts rates -- its second move"),
        ("I am far from quitting - Holmgren", "I am far from quitting - Holmgren"),
        ("Reuters", "Reuters"),
        ("Broadcom second-quarter results", "Broadcom Q2 quarter results"),
    ],
)
def test_publisher_and_label_are_taken_off(title: str, plain: str) -> None:
    assert strip_title(title).replace(" - its", " -- its") == plain


@pytest.mark.parametrize(
    "forms",
    [
        "raise raises raised raising",
        "ship ships shipped shipping",
        "company companies company's",
        "U.S. US",
        "Russia Russian",
    ],
)
def test_forms_of_a_word_are_one_word(forms: str) -> None:
    assert len({words(f"x {form}")[1][0] for form in forms.split()}) == 1


def test_chinese_counts_by_pairs_of_characters() -> None:
    assert [word for word, _ in words("Meta出租算力")] == ["meta", "出租", "租算", "算力"]


def test_figures_are_counted_without_years() -> None:
    assert headline("In 2026 Nebius adds 1,200 MW in Q3, two sites").numbers == {"1200", "q3", "2"}


def test_ranges_and_their_ends_do_not_conflict() -> None:
    assert (
        kind(
            "Venezuela to hand over 30–50 million barrels of crude",
            "Venezuela will hand over 30 million barrels of crude",
        )
        is Kind.DUPLICATE
    )


def test_other_figures_make_another_report_of_the_story() -> None:
    assert kind("Ferry sinks off Cebu, 12 missing", "Ferry sinks off Cebu, 40 missing") is Kind.SAME_STORY


def test_a_denial_is_no_copy_of_what_it_denies() -> None:
    assert (
        kind("Meta plans to rent out spare capacity", "Meta denies plans to rent out spare capacity") is Kind.SAME_STORY
    )


def test_the_same_sentence_about_another_firm_is_unrelated() -> None:
    assert (
        kind("Jefferies starts coverage of Nebius at buy", "Jefferies starts coverage of CoreWeave at buy")
        is Kind.UNRELATED
    )


def test_two_issues_of_a_daily_are_unrelated_and_two_addresses_of_one_issue_are_not() -> None:
    monday = "Crossword hints and answers for Monday, May 4"
    assert kind(monday, "Crossword hints and answers for Tuesday, May 5", 24) is Kind.UNRELATED
    assert kind(monday, monday, 24) is Kind.UNRELATED
    assert kind(monday, monday, 2) is Kind.DUPLICATE


def test_results_of_one_firm_are_one_story_and_of_two_firms_are_not() -> None:
    assert kind("Broadcom reports second-quarter results", "Broadcom Q2 results beat estimates") is not Kind.UNRELATED
    assert kind("Broadcom reports second-quarter results", "Broadcom reports third-quarter results") is Kind.UNRELATED
    assert kind("Broadcom reports second-quarter results", "Marvell reports second-quarter results") is Kind.UNRELATED


def test_what_came_after_is_a_follow_up() -> None:
    assert kind("Parliament approves budget", "Bond markets rally after parliament approves budget") is Kind.SAME_STORY


def test_days_apart_nothing_is_told() -> None:
    assert kind("Nebius opens Finnish site", "Nebius opens Finnish site", 73) is Kind.UNRELATED
