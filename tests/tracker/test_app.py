"""Wiring: what the settings say about pages reaches the desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.pages import read_page
from tracker.app import build_desk, feed_of
from tracker.config import FeedSettings, Settings, load_settings
from tracker.options import PageOptions


def feed(kind: str, full_text: bool | None) -> FeedSettings:
    told = {"id": "wire", "title": "Wire", "url": "http://wire.example/rss", "kind": kind, "full_text": full_text}
    return FeedSettings.model_validate(told)


@pytest.mark.parametrize(
    ("kind", "said", "full_text"),
    [
        ("wire", None, True),
        ("company", None, True),
        ("regulator", None, True),
        ("aggregator", None, False),
        ("community", None, False),
        ("trade_press", None, False),
        ("trade_press", True, True),
        ("wire", False, False),
    ],
)
def test_pages_are_read_as_is_usual_for_the_kind_of_feed_unless_the_settings_say(
    kind: str, said: bool | None, full_text: bool
) -> None:
    record = feed_of(Settings(), feed(kind, said))
    assert (record.kind, record.full_text) == (kind, full_text)


def test_the_settings_say_when_pages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[pages]\nenabled = false\nper_cycle = 3\nmax_age_hours = 12\n")
    desk = build_desk(load_settings(path, {}), tmp_path)
    assert desk.pages == PageOptions(enabled=False, per_cycle=3, max_age=timedelta(hours=12))
    assert desk.read_page is read_page
    assert build_desk(Settings(), tmp_path).pages == PageOptions()
