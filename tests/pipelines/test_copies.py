from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pipelines.copies import LEAST, SHINGLE, SKETCH, TOGETHER, fingerprint, fingerprints, is_copy, overlap, pack, unpack

TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from("the plant in Lund makes 40 chips a day 芯 片 for ACME".split()), max_size=80
).map(" ".join)
ASCII = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8), max_size=60)
STORY = (
    "The council of Arvika voted on Monday to sell the old paper mill to a builder of computing halls for 14"
    " million crowns."
    " Opponents had asked for a museum in the brick building by the river. The buyer, Nordhall, wants to"
    " keep the facade and"
    " put servers behind it, and promises 60 jobs. Mayor Linnea Ek said the town could not go on paying for"
    " an empty house."
)


def slow_overlap(a: str, b: str) -> tuple[float, float]:
    """Of plain words without credits: from the runs themselves instead of their hashes."""

    def runs(text: str) -> set[tuple[str, ...]]:
        tokens = "".join(c if c.isalnum() else " " for c in text.lower()).split()
        return {tuple(tokens[i : i + SHINGLE]) for i in range(len(tokens) - SHINGLE + 1)}

    mine, theirs = runs(a), runs(b)
    if not mine or not theirs:
        return 0.0, 0.0
    return len(mine & theirs) / len(mine | theirs), len(mine & theirs) / min(len(mine), len(theirs))


@given(st.lists(TEXTS, max_size=4), st.sampled_from([0, 0, 0, TOGETHER - 2]))
def test_a_text_has_the_same_fingerprint_whatever_others_come_with_it(texts: list[str], more: int) -> None:
    texts = [*texts, *(STORY[n : n + 90] for n in range(more)), *texts]
    assert list(fingerprints(texts)) == [fingerprint(text) for text in texts]


@given(TEXTS, TEXTS)
def test_nothing_raises_and_shares_are_shares(a: str, b: str) -> None:
    one, other = fingerprint(a), fingerprint(b)
    there, back = overlap(one, other), overlap(other, one)
    assert there == back and 0 <= there[0] <= there[1] <= 1
    assert is_copy(one, other) == is_copy(other, one)


@given(ASCII)
def test_case_and_spacing_do_not_matter(tokens: list[str]) -> None:
    one = fingerprint(" ".join(tokens))
    assert one == fingerprint("\n  ".join(tokens).upper()) == fingerprint("\t".join(tokens).lower() + " ")


@given(TEXTS)
def test_a_fingerprint_comes_back_from_storage(text: str) -> None:
    one = fingerprint(text)
    assert unpack(pack(one)) == one
    assert len(one.sketch) == min(SKETCH, len(one.shingles) // 4) and list(one.sketch) == sorted(set(one.sketch))


@given(*[st.lists(st.sampled_from("a bc def 7 gh i jk".split()), max_size=40).map(" ".join)] * 2)
def test_overlap_is_that_of_the_runs_themselves(a: str, b: str) -> None:
    assert overlap(fingerprint(a), fingerprint(b)) == slow_overlap(a, b)


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    code = f"from pipelines.copies import fingerprint, pack; print(pack(fingerprint({STORY!r})).hex())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."},
    )
    assert done.stdout.strip() == pack(fingerprint(STORY)).hex()


def test_dateline_and_credits_do_not_matter() -> None:
    told = f"ARVIKA, March 3 (Reuters) — {STORY} (Reporting by A. Writer; Editing by B. Reader)"
    assert fingerprint(told) == fingerprint(STORY)
    assert fingerprint(f"Arvika, March 3, 2026 - {STORY}") == fingerprint(STORY)
    assert fingerprint(f"ARVIKA (AP) -- {STORY}") == fingerprint(STORY)


def test_a_short_text_is_never_a_copy() -> None:
    short = " ".join(STORY.split()[: LEAST + SHINGLE - 2])
    assert is_copy(fingerprint(short), fingerprint(short)) is None
    assert is_copy(fingerprint(short + " again"), fingerprint(short + " again")) == 1


def test_the_same_form_with_other_figures_is_no_copy() -> None:
    other = STORY.replace("14", "22").replace("60", "350")
    third = f"{STORY} It has 9,200 inhabitants and 11 bridges."
    assert is_copy(fingerprint(third), fingerprint(other + " It has 4,100 inhabitants and 17 bridges.")) is None
    assert is_copy(fingerprint(third), fingerprint(STORY)) is not None
