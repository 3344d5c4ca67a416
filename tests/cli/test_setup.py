"""init, config, feeds, themes: setting up; and what the program costs before it does anything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def test_init_writes_settings_for_the_user_alone_and_never_over_others(newsimpact, tmp_path: Path) -> None:
    assert newsimpact("init").code == 0
    assert (tmp_path / "config.toml").stat().st_mode & 0o777 == 0o600
    assert "no mistakes" in newsimpact("config", "check").out
    again = newsimpact("init")
    assert (again.code, "exists already" in again.err) == (2, True)
    nowhere = newsimpact("init", tmp_path / "no" / "config.toml")
    assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)


def test_config_check_names_every_mistake_at_once_with_its_line(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[schedule]\ntick_secnds = 5\n\n[mail]\nenabled = true\nport = "x"\n')
    result = newsimpact("config", "check")
    assert result.code == 1
    assert 'config.toml:2: schedule.tick_secnds: unknown setting, did you mean "tick_seconds"?' in result.err
    assert "config.toml:6: mail.port" in result.err
    assert newsimpact("run", "--once").code == 2


def test_config_check_says_when_there_is_nothing_to_do(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[schedule]\ntick_seconds = 5\n")
    result = newsimpact("config", "check")
    assert "no mistakes" not in result.out
    assert "nothing to do with it; 0 feeds on, 0 instruments" in result.out
    assert "no news is read" in result.err and "no price is measured" in result.err
    assert result.code == 0


def test_config_check_reads_the_calendar_too(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[calendar]\nfiles = ["mine.csv", "macro.csv"]\n')
    (tmp_path / "mine.csv").write_text("date,kind,symbol,name\n2026-08-11,earnigs,CRWV,CoreWeave results\n")
    result = newsimpact("config", "check")
    assert result.code == 1
    assert "mine.csv:2: kind 'earnigs' is unknown; did you mean earnings?" in result.err
    assert "macro.csv: no such file" in result.err
    for name in ("mine.csv", "macro.csv"):
        (tmp_path / name).write_text("date,kind,symbol,name\n2026-08-11,earnings,CRWV,CoreWeave results\n")
    result = newsimpact("config", "check")
    assert (result.code, "0 instruments, 2 dated events" in result.out) == (0, True)


def test_config_show_names_the_origin_of_each_value(newsimpact, monkeypatch) -> None:
    newsimpact("init")
    monkeypatch.setenv("NEWSIMPACT__SCHEDULE__POLL_MINUTES", "20")
    out = newsimpact("config", "show").out
    (line,) = [line for line in out.splitlines() if line.startswith("schedule.poll_minutes")]
    assert "20" in line
    assert "NEWSIMPACT__SCHEDULE__POLL_MINUTES" in line


def test_a_settings_file_that_was_named_and_is_missing_is_not_replaced_by_another(newsimpact, monkeypatch) -> None:
    result = newsimpact("--config", "other.toml", "report")
    assert (result.code, "no such file" in result.err) == (2, True)
    monkeypatch.setenv("NEWSIMPACT_CONFIG", "third.toml")
    assert newsimpact("report").code == 2


def test_feeds_list_says_why_a_feed_is_off(newsimpact, tmp_path: Path, write_settings) -> None:
    feeds = {"paid": "https://news.example/rss", "quiet": "https://quiet.example/rss"}
    config = write_settings(tmp_path, tmp_path, feeds, {"META": "Meta", "SPY": "SPDR fund"})
    config.write_text(
        config.read_text().replace('id = "quiet"', 'id = "quiet"\nenabled = false\nwhy_off = "says little"')
    )
    out = newsimpact("--config", config, "feeds", "list").out
    assert out.splitlines() == [
        "on   paid   wire  1 min  https://news.example/rss",
        "off  quiet  wire  1 min  https://quiet.example/rss (says little)",
    ]


def test_feeds_list_shows_no_password_and_no_key(newsimpact, tmp_path: Path, write_settings) -> None:
    feeds = {
        "paid": "https://me:hunter2@news.example/rss?page=1&apikey=k3y&x=1",
        "desk": "https://desk.example/feed.xml?token=t0ken",
    }
    config = write_settings(tmp_path, tmp_path, feeds, {"META": "Meta", "SPY": "SPDR fund"})
    result = newsimpact("--config", config, "feeds", "list")
    assert result.code == 0
    assert "https://***@news.example/rss?page=1&apikey=***&x=1" in result.out
    assert not any(secret in result.out + result.err for secret in ("me:", "hunter2", "k3y", "t0ken"))


def test_themes_test_runs_the_examples_of_every_theme(newsimpact) -> None:
    result = newsimpact("themes", "test")
    assert (result.code, result.out.strip().endswith(" 0 wrong")) == (0, True)
    assert result.out.startswith("13 themes")


def test_themes_test_finds_an_example_that_comes_out_wrong(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "tulips.toml").write_text(
        'id = "tulips"\ntitle = "Tulips"\nsymbols = ["CRWV"]\nphrases = ["tulip"]\ncompanies = []\n'
        'yes = ["CoreWeave buys GPUs"]\nno = ["CoreWeave buys GPUs again"]\n'
    )
    newsimpact("init")
    path = tmp_path / "config.toml"
    text = (
        path.read_text()
        .replace("folders = []", 'folders = ["mine"]')
        .replace('  "contract",', '  "contract", "tulips",')
    )
    path.write_text(text)
    result = newsimpact("themes", "test")
    assert (result.code, "tulips: expected yes" in result.err) == (1, True)


def test_themes_list_shows_what_is_on_off_and_ones_own(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "capex.toml").write_text('id = "capex"\ntitle = "My own"\nphrases = ["capex"]\n')
    newsimpact("init")
    path = tmp_path / "config.toml"
    path.write_text(path.read_text().replace("folders = []", 'folders = ["mine"]'))
    rows = [json.loads(line) for line in newsimpact("themes", "list", "--json").out.splitlines()]
    themes = {row["id"]: row for row in rows}
    assert len(themes) == 14
    assert themes["capex"]["title"] == "My own"
    assert themes["capex"]["origin"].endswith("capex.toml")
    assert themes["neocloud"]["origin"] == "built-in"
    assert "NBIS" in themes["neocloud"]["companies"]
    assert [key for key, row in themes.items() if not row["enabled"]] == ["memory_pricing"]
    assert "capex                on   My own" in newsimpact("themes", "list").out


def test_a_theme_is_tried_by_id_or_by_file(newsimpact, tmp_path: Path) -> None:
    assert newsimpact("themes", "test", "memory_pricing").out.startswith("1 themes, 44 examples, 0 wrong")
    (tmp_path / "own.toml").write_text(
        'id = "own"\ntitle = "Own"\nphrases = ["tulip"]\nyes = ["A tulip"]\nno = ["One tulip"]\n'
    )
    result = newsimpact("themes", "test", "own.toml")
    assert (result.code, result.err.strip()) == (1, "own: expected no, found own: One tulip")


def test_an_unknown_theme_is_wrong_usage_with_a_hint(newsimpact) -> None:
    result = newsimpact("themes", "test", "neoclouds")
    assert (result.code, "did you mean 'neocloud'?" in result.err) == (2, True)


def test_themes_lint_passes_what_is_shipped(newsimpact) -> None:
    result = newsimpact("themes", "lint")
    assert (result.code, result.out.startswith("14 theme files, 0 faults")) == (0, True)


def test_themes_lint_tells_every_fault_of_a_file(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('id = "own"\ntitle = "Own"\nphrases = ["tulip", "tulip"]\nunits = ["MWh"]\n')
    (tmp_path / "bad.toml").write_text('id = "bad"\ntitel = "Bad"\n')
    result = newsimpact("themes", "lint", "own.toml", "bad.toml", "gone.toml")
    assert result.code == 1
    for part in ("own.toml: source: no provenance", "'tulip' stands there 2 times", "did you mean 'MW'?",
                 "titel: unknown key; did you mean 'title'?", "gone.toml: there is no such file; correct"):  # fmt: skip
        assert part in result.err


def test_lint_looks_at_a_theme_by_its_id_as_test_does(newsimpact, tmp_path: Path) -> None:
    result = newsimpact("themes", "lint", "capex")
    assert (result.code, result.out) == (0, "1 theme files, 0 faults, 0 notes\n")
    unknown = newsimpact("themes", "lint", "capx")
    assert (unknown.code, "neither a theme nor a theme file; did you mean 'capex'?" in unknown.err) == (2, True)


def with_own_themes(newsimpact, tmp_path: Path, **files: str) -> None:
    """Settings with a folder of theme files, by their names; `tulips` is on."""
    (tmp_path / "mine").mkdir()
    for name, text in files.items():
        (tmp_path / "mine" / f"{name}.toml").write_text(text)
    newsimpact("init")
    path = tmp_path / "config.toml"
    text = path.read_text().replace("folders = []", 'folders = ["mine"]')
    path.write_text(text.replace('  "contract",', '  "contract", "tulips",'))


TULIP_THEME = (
    'id = "tulips"\ntitle = "Tulips"\nsource = "us"\nphrases = ["tulip"]\nyes = ["A tulip."]\nno = ["A rose."]\n'
)
BROKEN_THEMES = {
    "notoml": ("id = ", "notoml.toml: cannot be read as TOML"),
    "nested": ("phrases = " + "[" * 5000, "nested.toml: cannot be read as TOML"),
    "badkey": (TULIP_THEME.replace("tulips", "badkey") + "yess = []\n", "badkey.toml: yess: unknown key"),
    "badframe": (
        TULIP_THEME.replace("tulips", "badframe") + '[[frame]]\nid = "f"\ntype = "contract"\ntrigger = ["sel"]\n',
        "badframe.toml: frame[1].trigger: 'sel' is unknown; did you mean 'sell'?",
    ),
}


@pytest.fixture
def with_broken_themes(newsimpact, tmp_path: Path) -> None:
    """One theme that is sound, and files that are not, of themes that are off."""
    broken = {name: text for name, (text, _) in BROKEN_THEMES.items()}
    with_own_themes(newsimpact, tmp_path, tulips=TULIP_THEME, **broken)


@pytest.mark.usefixtures("with_broken_themes")
@pytest.mark.parametrize(
    ("command", "code", "shown"),
    [
        (["extract", "texts.jsonl", "--json"], 0, '"tulips"'),
        (["themes", "list"], 0, "tulips               on   Tulips"),
        (["themes", "test"], 1, "14 themes, "),
        (["config", "check"], 1, ""),
        (["status"], 1, ""),
    ],
    ids=["extract", "list", "test", "config check", "status needs no theme"],
)
def test_broken_theme_files_are_told_and_cost_the_others_nothing(newsimpact, tmp_path, command, code, shown) -> None:
    (tmp_path / "texts.jsonl").write_text('{"id": 1, "text": "A tulip."}')
    result = newsimpact(*command)
    assert result.code == code
    assert shown in result.out
    told = [message in result.err for _, message in BROKEN_THEMES.values()]
    assert all(told) if command != ["status"] else not any(told)


def test_a_file_whose_name_is_not_its_id_and_two_of_one_id_are_told_and_used(newsimpact, tmp_path: Path) -> None:
    second = TULIP_THEME.replace("Tulips", "Tulips again")
    with_own_themes(newsimpact, tmp_path, tulips=TULIP_THEME, bulbs=second)
    for command in (["themes", "list"], ["themes", "lint"], ["config", "check"]):
        err = newsimpact(*command).err
        assert (
            "bulbs.toml: id: 'tulips' is not the name of the file; rename that to tulips.toml or correct the id" in err
        )
        assert re.search(r"tulips\.toml: id: 'tulips' is that of .*bulbs\.toml too, which is left out; rename one", err)
    assert "tulips               on   Tulips (" in newsimpact("themes", "list").out
    assert "bulbs.toml: id: 'tulips' is not the name" in newsimpact("themes", "lint", "mine/bulbs.toml").err


def test_a_broken_theme_is_named_by_its_file_when_asked_for(newsimpact, tmp_path: Path) -> None:
    with_own_themes(newsimpact, tmp_path, tulips="id = ")
    for command in ("test", "lint"):
        result = newsimpact("themes", command, "tulips")
        assert (result.code, "tulips.toml: cannot be read as TOML" in result.err) == (1, True)


def test_config_check_tells_a_model_that_is_not_installed(newsimpact, tmp_path: Path) -> None:
    newsimpact("init")
    path = tmp_path / "config.toml"
    assert 'model = ""' in path.read_text()
    path.write_text(path.read_text().replace('model = ""', 'model = "xx_no_such_model"'))
    result = newsimpact("config", "check")
    assert (result.code, result.out) == (1, "")
    assert "extraction.model: 'xx_no_such_model' is no installed spaCy pipeline; install it" in result.err


def test_a_theme_that_is_off_by_default_is_turned_on_by_its_id(newsimpact, tmp_path: Path) -> None:
    newsimpact("init")
    path = tmp_path / "config.toml"
    path.write_text(re.sub(r'(?m)^( *)"contract",$', r'\1"contract",\n\1"memory_pricing",', path.read_text()))
    assert newsimpact("config", "check").code == 0
    assert newsimpact("themes", "test").out.startswith("14 themes")


def test_a_wrong_option_is_exit_2(newsimpact) -> None:
    assert newsimpact("report", "--nope").code == 2
    assert newsimpact("nope").code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["status", "--help"], ["report", "--help"]])
def test_help_imports_none_of_the_heavy_libraries(arguments: list[str], tmp_path: Path) -> None:
    heavy = ["pandas", "numpy", "spacy", "sqlalchemy", "aiohttp", "yfinance", "exchange_calendars", "scipy"]
    code = (
        "import sys; sys.argv = ['newsimpact', *sys.argv[1:]]\n"
        "from tracker.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=tmp_path, check=True, timeout=60
    )
    assert done.stderr.strip() == "[]"
    assert "Usage" in done.stdout


def test_status_imports_no_pandas_spacy_sqlalchemy_or_matplotlib(tmp_path: Path, demo) -> None:
    code = (
        "import sys\n"
        "from tracker.cli import main\n"
        "try: main()\n"
        "except SystemExit:\n"
        "    print([n for n in ('pandas', 'spacy', 'sqlalchemy', 'matplotlib') if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", str(demo.folder), "status"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
        timeout=60,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert done.stderr.strip() == "[]"
    assert "articles" in done.stdout


def test_a_package_of_the_same_name_in_front_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "storage").mkdir()
    (tmp_path / "storage" / "__init__.py").write_text("")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from tracker.cli import main; main()",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd="/",
    )
    assert (done.returncode, "not ours" in done.stderr, "environment of its own" in done.stderr) == (1, True, True)
