"""Settings: what is accepted, and how every mistake is told with its line and its cure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from tracker import config
from tracker.config import (
    BUILTIN_THEMES,
    Mail,
    Settings,
    data_dir,
    describe_settings,
    find_config,
    load_settings,
    read_origins,
)
from tracker.errors import ConfigError, InputError
from tracker.records import Instrument

SECRET = "correct-horse-7"
FEED = '[[feed]]\nid = "acme"\ntitle = "ACME"\nurl = "https://acme.example/feed"\nkind = "company"\n'
SPY = '[[instrument]]\nsymbol = "SPY"\nname = "Market fund"\nexchange = "XNYS"\nbenchmark = "SPY"\n'
MAIL = '[mail]\nenabled = true\nhost = "smtp.example.org"\nsender = "me@example.org"\nrecipients = ["me@example.org"]\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(text: str, **environ: str) -> Settings:
    """Settings of a file `config.toml` in the present folder, readable by its owner only."""
    path = Path("config.toml")
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return load_settings(path, environ)


def mistakes(text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text, **environ)
    return list(caught.value.mistakes)


# ── what is accepted ────────────────────────────────────────────────────────────────────────────────


def test_a_file_with_nothing_in_it_gives_the_documented_defaults(home: Path) -> None:
    settings = load("")
    assert settings == Settings()
    assert (settings.schedule.tick_seconds, settings.schedule.poll_minutes) == (30, 15)
    assert (settings.schedule.settle_minutes, settings.schedule.digest_delay_minutes) == (30, 45)
    assert (settings.study.estimation, settings.study.minimum, settings.study.gap) == (120, 30, 10)
    assert (settings.prices.provider, settings.mail.enabled, settings.mail.port) == ("yahoo", False, 587)
    assert settings.themes.enabled == BUILTIN_THEMES and len(BUILTIN_THEMES) == 13
    assert settings.feed == () and settings.instrument == ()


def test_a_full_file_comes_back_as_written(home: Path) -> None:
    settings = load(
        "[paths]\ndata = 'store'\n[http]\ntotal_seconds = 30\n[prices]\nprovider = 'files'\nfolder = '/prices'\n"
        f"{MAIL}security = 'tls'\n{FEED}enabled = false\nwhy_off = 'rests'\nlast_seen_working = '2026-06'\n"
        + FEED.replace("acme", "rival")
        + SPY
        + SPY.replace('"SPY"\nname', '"ACME"\nname')
        + "sector = 'SPY'\nnames = ['Acme', 'Acme Inc']\nsince = 2025-03-28\n"
    )
    assert settings.paths.data == home / "store"
    assert settings.http.total_seconds == 30.0
    assert settings.prices.folder == Path("/prices")
    assert (settings.mail.port, settings.mail.recipients) == (465, ("me@example.org",))
    assert [feed.id for feed in settings.feed] == ["acme", "rival"]
    assert [feed.id for feed in settings.feeds_on()] == ["rival"]
    market, acme = settings.instruments()
    assert market == Instrument(
        symbol="SPY", name="Market fund", exchange="XNYS", benchmark="SPY", sector=None, names=("Market fund",)
    )
    assert (acme.symbol, acme.sector, acme.names) == ("ACME", "SPY", ("Acme", "Acme Inc"))
    assert acme.since == date(2025, 3, 28)


def test_paths_start_at_the_file_and_the_tilde_is_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    (home / "deep").mkdir()
    path = home / "deep" / "settings.toml"
    path.write_text("[paths]\ndata = '../store'\n[mail]\npassword_file = '~/secret'\nuser = 'me'\n")
    settings = load_settings(path, {})
    assert settings.paths.data == home / "deep" / ".." / "store"
    assert settings.mail.password_file == Path("/home/someone/secret")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_the_security_unless_given(home: Path, security: str, port: int) -> None:
    assert load(f"[mail]\nsecurity = '{security}'").mail.port == port
    assert load(f"[mail]\nsecurity = '{security}'\nport = 2525").mail.port == 2525


def test_settings_do_not_change_after_loading(home: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load("").http.concurrency = 3  # type: ignore[misc]


def test_a_file_with_a_byte_order_mark_is_read(home: Path) -> None:
    assert load("\ufeff[http]\nconcurrency = 3").http.concurrency == 3


def test_importing_the_settings_costs_little() -> None:
    heavy = "{'pandas', 'numpy', 'spacy', 'sqlalchemy', 'aiohttp', 'exchange_calendars', 'platformdirs'}"
    code = f"import sys, tracker.config; print({heavy} & set(sys.modules) or 'none')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "none"


# ── one mistake, one line ───────────────────────────────────────────────────────────────────────────

URL_WANTED = "expected an address that starts with http:// or https://"
ONE_MISTAKE = {
    "not toml": ("[http]\nidle 3", "2: is not TOML: expected '=' after a key in a key/value pair"),
    "not toml at the end": ("a = 1\nb = [1\n\n", "2: is not TOML: unclosed array"),
    "nested without end": ("a = " + "[" * 5000, "1: is nested too deeply"),
    "wrong type": ("[http]\n\nconcurrency = 'ten'", '3: http.concurrency: expected a valid integer, got "ten"'),
    "no conversion": ("[http]\nconcurrency = '10'", '2: http.concurrency: expected a valid integer, got "10"'),
    "bool is no number": ("[http]\ntotal_seconds = true", "2: http.total_seconds: expected a valid number, got true"),
    "not finite": ("[http]\nmax_megabytes = inf", "2: http.max_megabytes: expected a finite number, got inf"),
    "too large": ("[mail]\nport = 70000", "2: mail.port: expected a number less than or equal to 65535, got 70000"),
    "zero": ("[http]\nidle_seconds = 0", "2: http.idle_seconds: expected a number greater than 0, got 0"),
    "unknown key": ("[mail]\nprot = 25", '2: mail.prot: unknown setting, did you mean "port"?'),
    "unknown key, nothing near": ("[mail]\nzzz = 25", "2: mail.zzz: unknown setting"),
    "match among siblings only": ("[http]\nsecurty = 1", "2: http.securty: unknown setting"),
    "unknown quoted key": ('[mail]\n"a\\u001bb" = 1', r'2: mail."a\u001bb": unknown setting'),
    "unknown section": ("[shedule]\npoll_minutes = 3", '1: shedule: unknown section, did you mean "schedule"?'),
    "section is no table": ("http = 3", "1: http: expected a table, got 3"),
    "section twice": ("[[http]]\n", "1: http: expected a table, got a list"),
    "single brackets": ("[feed]\nid = 'a'", "1: feed: expected [[feed]] with double brackets, one table each"),
    "feed is no table": ("feed = [3]", "1: feed[0]: expected a table, got 3"),
    "missing key": (FEED.replace('title = "ACME"\n', ""), '1: feed "acme".title: is missing'),
    "missing id": (FEED.replace('id = "acme"\n', ""), "1: feed[0].id: is missing"),
    "empty text": (FEED.replace('"ACME"', '""'), '3: feed "acme".title: expected some text, got ""'),
    "bad id": (
        FEED.replace("acme", "A b", 1),
        '2: feed "A b".id: expected lower-case letters, digits and single hyphens, got "A b"',
    ),
    "unknown choice": (
        FEED.replace("company", "compny"),
        "5: feed \"acme\".kind: expected 'wire', 'company', 'regulator', 'market', 'trade_press', 'community' or "
        '\'aggregator\', got "compny", did you mean "company"?',
    ),
    "other scheme": (FEED.replace("https", "ftp"), f'4: feed "acme".url: {URL_WANTED}, got "ftp://acme.example/feed"'),
    "no host": (FEED.replace("acme.example", ""), f'4: feed "acme".url: {URL_WANTED}, got "https:///feed"'),
    "bad port": (
        FEED.replace(".example", ".example:x"),
        f'4: feed "acme".url: {URL_WANTED}, got "https://acme.example:x/feed"',
    ),
    "space in address": (
        FEED.replace("/feed", "/a b"),
        f'4: feed "acme".url: {URL_WANTED}, got "https://acme.example/a b"',
    ),
    "header in agent": (
        FEED + 'user_agent = "a\\r\\nCookie: x"',
        r'6: feed "acme".user_agent: expected printable ASCII, not empty, got "a\r\nCookie: x"',
    ),
    "not a day": (
        FEED + 'last_seen_working = "2026-02-30"',
        '6: feed "acme".last_seen_working: expected a date such as "2026-06-29", a month, or "", got "2026-02-30"',
    ),
    "impolite": (
        FEED + "min_interval_minutes = 2",
        '6: feed "acme".min_interval_minutes: expected at least 10, got 2; less is for feeds with allow_private = true',
    ),
    "unknown benchmark": (
        SPY.replace('benchmark = "SPY"', 'benchmark = "SPX"'),
        '5: instrument "SPY".benchmark: no [[instrument]] has the symbol "SPX", did you mean "SPY"?',
    ),
    "unknown sector": (
        SPY + 'sector = "QQQ"',
        '6: instrument "SPY".sector: no [[instrument]] has the symbol "QQQ"; add it',
    ),
    "unknown exchange": (
        SPY.replace("XNYS", "XNYC"),
        '4: instrument "SPY".exchange: unknown exchange "XNYC", did you mean "XNYS"?',
    ),
    "exchange by its nickname": (
        "[schedule]\nreference_exchange = '??'",
        '2: schedule.reference_exchange: unknown exchange "??"; for example XNYS or XNAS',
    ),
    "symbol in small letters": (
        SPY + 'sector = "spy"',
        '6: instrument "SPY".sector: no [[instrument]] has the symbol "spy", did you mean "SPY"?',
    ),
    "unknown theme": (
        "[themes]\nenabled = [\n  'capex',\n  'neoclouds',\n]",
        '4: themes.enabled[1]: unknown theme "neoclouds", did you mean "neocloud"?',
    ),
    "theme of one's own": (
        "[themes]\nenabled = ['zzz']",
        '2: themes.enabled[0]: unknown theme "zzz"; a theme of your own needs its folder in themes.folders',
    ),
    "array wanted": ("[themes]\nenabled = 'capex'", '2: themes.enabled: expected a valid list, got "capex"'),
    "path is a number": ("[paths]\ndata = 3", "2: paths.data: expected a path in quotes, got 3"),
    "path is empty": ("[paths]\ndata = ''", '2: paths.data: expected a path in quotes, got ""'),
    "files without folder": (
        "[prices]\nprovider = 'files'",
        '1: prices.folder: is missing; provider "files" reads prices from this folder',
    ),
    "connect beyond total": (
        "[http]\nconnect_seconds = 25",
        "2: http.connect_seconds: connect_seconds 25 exceeds total_seconds 20: connecting is part of the total",
    ),
    "minimum beyond estimation": (
        "[study]\nestimation = 20",
        "2: study.estimation: minimum 30 exceeds estimation 20: no estimation would ever be long enough",
    ),
    "digest before prices": (
        "[schedule]\nsettle_minutes = 90",
        "2: schedule.settle_minutes: settle_minutes 90 exceeds digest_delay_minutes 45: "
        "the e-mail would go out before prices are final",
    ),
    "two passwords": (
        MAIL + "user = 'me'\npassword_file = 'f'\npassword_command = ['c']",
        "8: mail.password_command: password_file and password_command are given; keep one",
    ),
    "user without password": (
        MAIL + "user = 'me'",
        "6: mail.user: a user needs password_file, password_command or password",
    ),
    "password without user": (MAIL + "password_file = 'f'", "6: mail.password_file: a password needs mail.user"),
    "password in the clear": (
        MAIL + "user = 'me'\npassword_file = 'f'\nsecurity = 'none'",
        '8: mail.security: would send the password readably; use "starttls" or "tls"',
    ),
    "no address": (
        MAIL.replace('["me@', '["me '),
        '5: mail.recipients[0]: expected an address such as you@example.org, got "me example.org"',
    ),
    "header in sender": (
        '[mail]\nsender = "a@b.c\\nBcc: x@y.z"',
        r'2: mail.sender: expected you@example.org or News <you@example.org>, got "a@b.c\nBcc: x@y.z"',
    ),
    "host with scheme": (
        "[mail]\nhost = 'smtp://x'",
        '2: mail.host: expected a host name such as smtp.example.org, got "smtp://x"',
    ),
}


@pytest.mark.parametrize(("text", "expected"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_mistake_is_told_with_its_line_and_cure(home: Path, text: str, expected: str) -> None:
    assert mistakes(text) == [f"config.toml:{expected}"]


def test_all_mistakes_come_at_once_in_the_order_of_the_file(home: Path) -> None:
    text = f"[http]\nconcurrency = 0\n[mail]\nenabled = true\nport = 0\n{FEED}{FEED}{SPY}colour = 1\n"
    assert mistakes(text, NEWSIMPACT__STUDY__GAP="-1") == [
        "config.toml:2: http.concurrency: expected a number greater than or equal to 1, got 0",
        "config.toml:3: mail.host: is missing; mail.enabled = true needs it",
        "config.toml:3: mail.recipients: is missing; mail.enabled = true needs it",
        "config.toml:3: mail.sender: is missing; mail.enabled = true needs it",
        "config.toml:5: mail.port: expected a number greater than or equal to 1, got 0",
        'config.toml:12: feed[1].id: already used by feed[0]; got "acme" again',
        'config.toml:14: feed[1].url: already used by feed[0]; got "https://acme.example/feed" again',
        'config.toml:21: instrument "SPY".colour: unknown setting',
        "NEWSIMPACT__STUDY__GAP: study.gap: expected a number greater than or equal to 0, got -1",
    ]


def test_two_instruments_cannot_share_a_symbol(home: Path) -> None:
    assert mistakes(SPY + SPY) == [
        'config.toml:7: instrument[1].symbol: already used by instrument[0]; got "SPY" again'
    ]


def test_an_address_is_the_same_with_a_slash_more_and_a_host_in_capitals(home: Path) -> None:
    other = FEED.replace('"acme"', '"other"').replace("acme.example/feed", "ACME.example/feed/")
    assert mistakes(FEED + other) == [
        'config.toml:9: feed "other".url: already used by feed[0]; got "https://ACME.example/feed/" again'
    ]


def test_half_a_mail_section_is_no_mistake_while_mail_is_off(home: Path) -> None:
    assert (
        load("[mail]\nuser = 'me'\nsecurity = 'none'\npassword_file = 'f'\npassword_command = ['c']").mail.user == "me"
    )


def test_a_server_on_this_machine_may_get_a_password_in_the_clear(home: Path) -> None:
    text = MAIL.replace("smtp.example.org", "127.0.0.1") + "user = 'me'\npassword_file = 'f'\nsecurity = 'none'"
    assert load(text).mail.port == 25


def test_a_long_value_is_cut_in_the_message(home: Path) -> None:
    (line,) = mistakes(f"[http]\nconcurrency = '{'x' * 5000}'")
    assert len(line) < 200 and "…" in line


def test_a_feed_of_ones_own_network_may_be_asked_every_minute(home: Path) -> None:
    assert load(FEED + "allow_private = true\nmin_interval_minutes = 1").feeds_on()[0].min_interval_minutes == 1


SEC = FEED.replace("acme.example", "www.sec.gov")
SEC_AGENTS = [
    pytest.param("newsimpact/0.1 jo@mail.org", True, id="product, version, address"),
    pytest.param("newsimpact/0.1 (jo@mail.org)", False, id="parentheses"),
    pytest.param("newsimpact/0.1 https://mail.org jo@mail.org", False, id="holds an address of the web"),
    pytest.param("newsimpact/0.1", False, id="no contact"),
    pytest.param("newsimpact/0.1 you@example.com", False, id="the placeholder"),
]


@pytest.mark.parametrize(("agent", "good"), SEC_AGENTS)
def test_the_sec_is_asked_only_with_a_contact(home: Path, agent: str, good: bool) -> None:
    text = f'{SEC}user_agent = "{agent}"\n'
    if good:
        assert load(text).feeds_on()[0].user_agent == agent
    else:
        (line,) = mistakes(text)
        assert line.startswith('config.toml:6: feed "acme".user_agent: the SEC wants') and "put in your address" in line
    assert load(text + "enabled = false").feeds_on() == ()


def test_the_sec_is_never_asked_with_the_agent_of_other_feeds(home: Path) -> None:
    assert mistakes(SEC) == [
        'config.toml:1: feed "acme".user_agent: the SEC wants to know who asks; '
        'set contact = "your e-mail address" under [edgar], or enabled = false here'
    ]
    own = 'user_agent = "newsimpact/0.1 (personal feed reader)"\n'
    assert "the SEC wants to know who asks" in mistakes(SEC + own)[0]


def test_a_contact_is_sent_to_the_sec_and_to_nobody_else(home: Path) -> None:
    other = FEED.replace('"acme"', '"other"')
    named = SEC.replace('"acme"', '"named"').replace("/feed", "/2") + 'user_agent = "mine/2 me@mail.org"\n'
    settings = load(f'[edgar]\ncontact = "jo@mail.org"\n{SEC}{other}{named}')
    agents = [settings.agent_of(feed) for feed in settings.feed]
    assert agents == ["newsimpact/0.1 jo@mail.org", "newsimpact/0.1 (personal feed reader)", "mine/2 me@mail.org"]


def test_a_contact_may_come_from_the_environment(home: Path) -> None:
    settings = load(SEC, NEWSIMPACT__EDGAR__CONTACT="jo@mail.org")
    assert settings.agent_of(settings.feed[0]) == "newsimpact/0.1 jo@mail.org"


def test_a_contact_does_not_hide_that_an_agent_of_its_own_is_refused(home: Path) -> None:
    (line,) = mistakes(f'[edgar]\ncontact = "jo@mail.org"\n{SEC}user_agent = "mine (jo@mail.org)"')
    assert "leave user_agent out and set contact under [edgar]" in line


def test_forty_feeds_of_the_sec_without_a_contact_are_one_mistake(home: Path) -> None:
    more = "".join(SEC.replace('"acme"', f'"a{n}"').replace("/feed", f"/{n}") for n in range(39))
    (line,) = mistakes(SEC + more)
    assert "(this feed and 39 more)" in line and line.startswith('config.toml:1: feed "acme"')


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        pytest.param("you@example.com", "the SEC wants to know who asks", id="the placeholder"),
        pytest.param("jo at mail", "edgar.contact: expected an address such as you@example.org", id="no address"),
    ],
)
def test_a_contact_that_cannot_be_written_to_is_one_mistake(home: Path, contact: str, expected: str) -> None:
    (line,) = mistakes(f'[edgar]\ncontact = "{contact}"\n{SEC}')
    assert expected in line


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://data.sec.gov/submissions/CIK0001769628.json", True),
        ("HTTPS://WWW.SEC.GOV./news", True),
        ("https://me:pw@www.sec.gov/news", True),
        ("https://sec.gov/", True),
        ("https://notsec.gov/", False),
        ("https://sec.gov.example/", False),
        ("https://a.example/www.sec.gov", False),
        ("https://[bad", False),
        (3, False),
    ],
)
def test_the_servers_of_the_sec_are_known_by_their_host(url: object, is_theirs: bool) -> None:
    assert config.is_sec(url) is is_theirs


def test_a_feed_of_plain_values_is_checked_in_the_words_of_the_settings() -> None:
    values = {"id": "a", "title": "A", "url": "https://a.example/", "kind": "wire"}
    assert config.feed_from(values).min_interval_minutes == 15
    with pytest.raises(InputError, match=r'^id: expected lower-case letters, digits and single hyphens, got "A b"$'):
        config.feed_from({**values, "id": "A b"})


def test_themes_of_ones_own_are_known_by_their_file_names(home: Path) -> None:
    (home / "mine").mkdir()
    (home / "mine" / "tariffs.toml").write_text("")
    assert load("[themes]\nfolders = ['mine']\nenabled = ['capex', 'tariffs']").themes.folders == (home / "mine",)


def test_a_theme_folder_that_is_absent_is_a_mistake(home: Path) -> None:
    assert mistakes("[themes]\nfolders = ['mine', '', 3]") == [
        f"config.toml:2: themes.folders[0]: {home / 'mine'} is no folder",
        'config.toml:2: themes.folders[1]: expected a path in quotes, got ""',
        "config.toml:2: themes.folders[2]: expected a path in quotes, got 3",
    ]


def test_calendars_lie_beside_the_settings_and_each_has_a_name_of_its_own(home: Path) -> None:
    assert load('[calendar]\nfiles = ["mine.csv", "other/macro.csv"]').calendar.files == (
        home / "mine.csv",
        home / "other" / "macro.csv",
    )
    assert mistakes('[calendar]\nfiles = ["mine.csv", "old/mine.csv", 3]') == [
        'config.toml:2: calendar.files[1]: a file of the name "mine.csv" is listed already; rename one of the two',
        "config.toml:2: calendar.files[2]: expected a path in quotes, got 3",
    ]


def test_checks_between_values_leave_values_of_a_wrong_type_alone(home: Path) -> None:
    text = "[http]\nconnect_seconds = 'x'\n[themes]\nfolders = 3\n[[feed]]\nid = 3\nurl = 4\nuser_agent = 5\nkind = 6\n"
    lines = mistakes(text + "title = 7\nmin_interval_minutes = 'x'\n[[instrument]]\nsymbol = 8\nbenchmark = 9\n")
    assert len(lines) == 2 + 6 + 4  # http, folders; all of the feed; two wrong and two missing of the instrument
    assert len(set(lines)) == len(lines)


# ── files that cannot be read ───────────────────────────────────────────────────────────────────────


def test_a_missing_file_is_told_with_a_cure(home: Path) -> None:
    with pytest.raises(ConfigError, match=r"^nowhere\.toml: cannot be read: No such file.*newsimpact init"):
        load_settings(Path("nowhere.toml"), {})


def test_a_file_that_is_not_utf8_is_told_with_its_line(home: Path) -> None:
    Path("config.toml").write_bytes(b"# one\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=r"^config\.toml:2: is not UTF-8"):
        load_settings(Path("config.toml"), {})


# ── the environment over the file ───────────────────────────────────────────────────────────────────

VARIABLES = [
    pytest.param("HTTP__CONCURRENCY", "3", ("http", "concurrency"), 3, id="number"),
    pytest.param("HTTP__TOTAL_SECONDS", "60", ("http", "total_seconds"), 60.0, id="whole number for a fraction"),
    pytest.param("MAIL__HOST", "smtp.example.org", ("mail", "host"), "smtp.example.org", id="bare text"),
    pytest.param("MAIL__HOST", '"smtp.example.org"', ("mail", "host"), "smtp.example.org", id="quoted text"),
    pytest.param("MAIL__HOST", "127.0", ("mail", "host"), "127.0", id="text that could be a number"),
    pytest.param("MAIL__SECURITY", "none", ("mail", "security"), "none", id="choice"),
    pytest.param("THEMES__ENABLED", "['mna']", ("themes", "enabled"), ("mna",), id="array"),
    pytest.param("PATHS__DATA", "/store", ("paths", "data"), Path("/store"), id="path"),
    pytest.param("PATHS__DATA", "2024", ("paths", "data"), Path("2024"), id="path of digits"),
    pytest.param("HTTP__CONCURRENCY", "", ("http", "concurrency"), 5, id="empty counts as absent"),
]


@pytest.mark.parametrize(("name", "value", "path", "expected"), VARIABLES)
def test_a_variable_beats_the_file(home: Path, name: str, value: str, path: tuple[str, str], expected: object) -> None:
    settings = load("[http]\nconcurrency = 5\n", **{f"NEWSIMPACT__{name}": value, "NEWSIMPACT_OTHER": "x", "HOME": "/"})
    got = getattr(getattr(settings, path[0]), path[1])
    assert got == (home / expected if isinstance(expected, Path) else expected)


WRONG_VARIABLES = {
    "HTTP__CONCURRENCY=many": 'http.concurrency: expected a valid integer, got "many"',
    "HTTP__CONCURENCY=1": 'http.concurency: unknown setting, did you mean "concurrency"?',
    "HTP__CONCURRENCY=1": 'htp: unknown section, did you mean "http"?',
    "HTTP=1": "http: expected a name like NEWSIMPACT__HTTP__KEY",
    "HTTP__A__B=1": "http.a.b: expected a name like NEWSIMPACT__HTTP__KEY",
    "FEED__0__URL=x": "feed.0.url: [[feed]] tables can be set in the file only",
    "THEMES__ENABLED=['mna', 'capx']": 'themes.enabled[1]: unknown theme "capx", did you mean "capex"?',
    "MAIL__HOST=a\nb": 'mail.host: expected a host name such as smtp.example.org, got "a\\nb"',
}


@pytest.mark.parametrize(("assignment", "expected"), WRONG_VARIABLES.items(), ids=range(len(WRONG_VARIABLES)))
def test_a_mistake_of_the_environment_names_its_variable(home: Path, assignment: str, expected: str) -> None:
    name, _, value = assignment.partition("=")
    (line,) = mistakes("[http]\nconcurrency = 5\n", **{f"NEWSIMPACT__{name}": value})
    assert line == f"NEWSIMPACT__{name}: {expected.replace('htp:', 'htp.concurrency:')}"


def test_a_variable_does_not_hide_that_its_section_is_no_table(home: Path) -> None:
    (line,) = mistakes("http = 3", NEWSIMPACT__HTTP__CONCURRENCY="3")
    assert line == "config.toml:1: http: expected a table, got 3"


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("secret", ["12345", "true", '"quoted"', "a b # c", "['x']"])
def test_a_password_from_the_environment_is_taken_letter_by_letter(home: Path, secret: str) -> None:
    mail = load("[mail]\nuser = 'me'", NEWSIMPACT__MAIL__PASSWORD=secret).mail
    assert mail.resolve_password() == secret


def test_a_password_from_a_file_loses_only_its_line_end(home: Path) -> None:
    Path("secret").write_text(f" {SECRET} \r\n")
    assert load("[mail]\nuser = 'me'\npassword_file = 'secret'").mail.resolve_password() == f" {SECRET} "


def command(code: str) -> Mail:
    return Mail(user="me", password_command=(sys.executable, "-c", code))


def test_a_password_command_gives_its_first_line_and_sees_no_shell() -> None:
    argument = "$(id); echo `id` *"
    mail = Mail(password_command=(sys.executable, "-c", "import sys; print(sys.argv[1]); print('more')", argument))
    assert mail.resolve_password() == argument


def test_no_password_is_wanted_when_none_is_given() -> None:
    assert Mail().resolve_password() is None


FAILING_COMMANDS = [
    pytest.param(f"import sys; print('{SECRET}'); sys.exit('{SECRET}')", "ended with exit code 1", id="fails"),
    pytest.param("print()", "printed no password", id="prints nothing"),
    pytest.param(f"import sys; sys.stdout.buffer.write(b'\\xff{SECRET}')", "printed no password", id="is not text"),
    pytest.param(f"import time; print('{SECRET}', flush=True); time.sleep(60)", "gave no answer in 0.3 s", id="hangs"),
]


@pytest.mark.parametrize(("code", "message"), FAILING_COMMANDS)
def test_a_failing_password_command_is_told_without_what_it_printed(
    monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    seconds = 0.3 if "sleep" in code else 30.0
    monkeypatch.setattr(config, "PASSWORD_COMMAND_SECONDS", seconds)
    with pytest.raises(ConfigError, match=message) as caught:
        command(code).resolve_password()
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None  # whose attributes could hold the output


def test_a_password_command_that_does_not_exist_is_told() -> None:
    with pytest.raises(ConfigError, match=r"/no/such/program cannot be run: No such file"):
        Mail(password_command=("/no/such/program",)).resolve_password()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "cannot be read", id="absent"),
        pytest.param(b"\n", "is empty", id="empty"),
        pytest.param(b"\xff\xfe", "is not UTF-8", id="not text"),
    ],
)
def test_a_useless_password_file_is_told(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    with pytest.raises(ConfigError, match=f"mail.password_file: .*{message}"):
        Mail(password_file=tmp_path / "secret").resolve_password()


@pytest.mark.skipif(os.name != "posix", reason="rights are kept elsewhere")
@pytest.mark.parametrize(("mode", "good"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False)])
def test_a_password_in_a_file_that_others_can_read_is_a_mistake(home: Path, mode: int, good: bool) -> None:
    path = Path("config.toml")
    path.write_text(f"[mail]\nuser = 'me'\npassword = '{SECRET}'\n")
    path.chmod(mode)
    if good:
        assert load_settings(path, {}).mail.resolve_password() == SECRET
        return
    with pytest.raises(ConfigError) as caught:
        load_settings(path, {})
    cure = "run `chmod 600 config.toml`, or use password_file or password_command"
    assert caught.value.mistakes == (f"config.toml:3: mail.password: others can read this file; {cure}",)


def test_a_password_is_in_no_message_and_no_description(home: Path) -> None:
    text = f"[mail]\nuser = 'me'\npassword = '{SECRET}'\n"
    settings = load(text)
    shown = [repr(settings), str(settings.model_dump()), settings.model_dump_json()]
    shown += [str(describe_settings(settings, {}))]
    shown += mistakes(text + f"pasword = '{SECRET}'\nport = 0\n[http]\nx = 1")
    shown += mistakes(text.replace(f"'{SECRET}'", f"['{SECRET}']"))
    shown += mistakes("", NEWSIMPACT__MAIL__PASSWORD=SECRET, NEWSIMPACT__MAIL__PASSWORT=SECRET)
    assert SECRET not in "\n".join(shown)


def test_credentials_in_addresses_are_masked(home: Path) -> None:
    url = f"https://me:{SECRET}@acme.example/feed?a=1&api_key={SECRET}&b=2"
    settings = load(FEED.replace("https://acme.example/feed", url))
    assert settings.feed[0].url == url
    values = {key: value for key, value, _ in describe_settings(settings, {})}
    assert values['feed "acme".url'] == '"https://***@acme.example/feed?a=1&api_key=***&b=2"'
    assert SECRET not in "".join(mistakes(FEED.replace("https://acme.example/feed", url.replace("https", "ftp"))))


# ── finding files ───────────────────────────────────────────────────────────────────────────────────


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


def test_the_first_config_that_exists_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda app: tmp_path / "user" / app)
    with pytest.raises(ConfigError, match=r"not found \(looked for .*newsimpact init"):
        find_config(None, {}, tmp_path)
    user = touch(tmp_path / "user" / "newsimpact" / "config.toml")
    assert find_config(None, {}, tmp_path) == user
    here = touch(tmp_path / "config.toml")
    assert find_config(None, {}, tmp_path) == here
    named = touch(tmp_path / "by-variable.toml")
    variable = {"NEWSIMPACT_CONFIG": "by-variable.toml"}
    assert find_config(None, variable, tmp_path) == named
    explicit = touch(tmp_path / "x" / "explicit.toml")
    assert find_config(Path("x/explicit.toml"), variable, tmp_path) == explicit
    assert find_config(explicit, {"NEWSIMPACT_CONFIG": ""}, Path("/")) == explicit


def test_a_named_config_that_is_absent_is_no_reason_to_use_another(tmp_path: Path) -> None:
    touch(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match=r"gone\.toml: no such file \(named by --config\)"):
        find_config(Path("gone.toml"), {}, tmp_path)
    with pytest.raises(ConfigError, match=r"named by NEWSIMPACT_CONFIG"):
        find_config(None, {"NEWSIMPACT_CONFIG": str(tmp_path)}, tmp_path)


def test_data_lie_where_the_command_line_the_file_or_the_platform_says(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda app: Path("/platform") / app)
    assert data_dir(load("")) == Path("/platform/newsimpact")
    chosen = load("[paths]\ndata = 'store'")
    assert data_dir(chosen) == home / "store"
    assert data_dir(chosen, Path("other")) == Path("other")


# ── showing ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_value_is_shown_with_where_it_comes_from(home: Path) -> None:
    text = f"[http]\nconcurrency = 5\n[mail]\nuser = 'me'\npassword_command = ['pass', '{SECRET}']\n{FEED}"
    environ = {"NEWSIMPACT__HTTP__IDLE_SECONDS": "7", "NEWSIMPACT__THEMES__ENABLED": "['mna', 'capex']"}
    settings = load(text, **environ)
    rows = describe_settings(settings, read_origins(Path("config.toml"), environ))
    shown = {key: (value, origin) for key, value, origin in rows}
    assert shown["http.concurrency"] == ("5", "config.toml:2")
    assert shown["http.idle_seconds"] == ("7.0", "NEWSIMPACT__HTTP__IDLE_SECONDS")
    assert shown["http.total_seconds"] == ("20.0", "default")
    assert shown["themes.enabled"] == ('["mna", "capex"]', "NEWSIMPACT__THEMES__ENABLED")
    assert shown["mail.password_command"] == ('["pass", …]', "config.toml:5")
    assert shown["mail.enabled"] == ("false", "default")
    assert shown["paths.data"] == ("not set", "default")
    assert shown['feed "acme".kind'] == ('"company"', "config.toml:10")
    assert len(shown) == len(rows)


def test_a_set_password_is_shown_as_stars() -> None:
    rows = describe_settings(Settings(mail=Mail(user="me", password=SecretStr(SECRET))), {})
    assert ("mail.password", '"***"', "default") in rows


# ── anything at all ─────────────────────────────────────────────────────────────────────────────────

toml_values = st.sampled_from(
    ["0", "-1", "1.5", "nan", "''", "'x'", "true", "[]", "['a']", "[[1]]", "{}", "{id = 1}", "2020-01-01", "'\\u0000'"]
)
places = st.sampled_from(
    [
        *(f"{section}.{key}" for section, model in config._SECTIONS.items() for key in model.model_fields),
        *config._SECTIONS,
        *("feed", "instrument", "zzz", "http.zzz"),
    ]
)


@given(st.dictionaries(places, toml_values, max_size=5))
@hypothesis_settings(max_examples=150, deadline=None)
def test_whatever_the_file_says_it_is_settings_or_mistakes_with_lines(
    tmp_path_factory: pytest.TempPathFactory, drawn: dict[str, str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("".join(f"{key} = {value}\n" for key, value in drawn.items()))
    path.chmod(0o600)
    try:
        load_settings(path, {})
        lines: tuple[str, ...] = ()
    except ConfigError as error:
        lines = error.mistakes or ("no mistake is told",)
    assert all(re.fullmatch(rf"{re.escape(str(path))}:\d+: .+", line) for line in lines)


def test_an_address_that_no_ordinary_mail_server_takes_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[mail]\nrecipients = ["jürgen@example.org"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.toml:2: mail\.recipients\[0\]"):
        load_settings(path, {})


# ── who gives which prices ──────────────────────────────────────────────────────────────────────────

ORDERED = """[prices]
folder = "daily"
[prices.order]
1d = ["yahoo", "files"]
"5m" = ["files"]
[prices.files.1d]
columns = { close = "Schluss" }
[prices.files."5m"]
folder = "~/bars"
zone = "America/New_York"
stamp = "end"
columns = { time = "Zeit" }
"""


def test_each_interval_may_have_providers_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    prices = load(ORDERED).prices
    assert [prices.providers_of(interval) for interval in ("1d", "1h", "5m", "1m")] == [
        ("yahoo", "files"),
        ("yahoo",),
        ("files",),
        ("yahoo",),
    ]
    assert (prices.daily_files().folder, prices.daily_files().mapping()) == (home / "daily", {"close": "Schluss"})
    bars = prices.files["5m"]
    assert (bars.folder, bars.zone, bars.stamp, bars.mapping()) == (
        Path("/home/someone/bars"),
        "America/New_York",
        "end",
        {"time": "Zeit"},
    )


def test_without_an_order_the_provider_gives_every_interval(home: Path) -> None:
    for text, name in (("", "yahoo"), ("[prices]\nprovider = 'files'\nfolder = 'x'\n", "files")):
        prices = load(text).prices
        assert {prices.providers_of(interval) for interval in ("1d", "1h", "5m", "1m")} == {(name,)}
    assert load("[prices]\nprovider = 'import:own'\n").prices.providers_of("5m") == ("import:own",)


def test_the_folder_of_daily_bars_may_stand_in_either_place(home: Path) -> None:
    either = (
        "[prices]\nprovider = 'files'\nfolder = 'x'\n",
        "[prices]\nprovider = 'files'\n[prices.files.1d]\nfolder = 'x'\n",
    )
    assert [load(text).prices.daily_files().folder for text in either] == [home / "x"] * 2


def test_an_order_may_come_from_the_environment(home: Path) -> None:
    environ = {"NEWSIMPACT__PRICES__ORDER": '{"5m" = ["yahoo"]}'}
    settings = load("", **environ)
    assert settings.prices.providers_of("5m") == ("yahoo",)
    shown = {
        key: (value, origin)
        for key, value, origin in describe_settings(settings, read_origins(Path("config.toml"), environ))
    }
    assert shown["prices.order.5m"] == ('["yahoo"]', "NEWSIMPACT__PRICES__ORDER")


def test_orders_and_files_are_shown_value_by_value(home: Path) -> None:
    rows = describe_settings(load(ORDERED), read_origins(Path("config.toml"), {}))
    shown = {key: (value, origin.rpartition("/")[2]) for key, value, origin in rows if key.startswith("prices.")}
    assert shown["prices.order.1d"] == ('["yahoo", "files"]', "config.toml:4")
    assert shown["prices.files.5m.stamp"] == ('"end"', "config.toml:11")
    assert shown["prices.files.5m.columns.time"] == ('"Zeit"', "config.toml:12")
    assert shown["prices.files.1d.zone"] == ("not set", "default")


FIVE = "[prices.order]\n5m = ['files']\n[prices.files.5m]\nfolder = 'x'\nzone = 'UTC'\nstamp = 'start'\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "[prices.order]\n1d = ['yaho']",
            ":2: prices.order.1d[0]: expected 'yahoo' or 'files', got \"yaho\", did you mean \"yahoo\"?",
            id="a provider misspelt",
        ),
        pytest.param(
            "[prices.order]\n'5min' = ['yahoo']",
            ":2: prices.order.5min: expected '1d', '1h', '5m' or '1m', got \"5min\", did you mean \"5m\"?",
            id="an interval misspelt",
        ),
        pytest.param(
            "[prices.order]\n5m = []",
            ":2: prices.order.5m: expected at least one provider; or leave it out",
            id="nobody",
        ),
        pytest.param(
            "[prices.order]\n5m = ['yahoo', 'yahoo']",
            ':2: prices.order.5m[1]: "yahoo" stands there already',
            id="twice",
        ),
        pytest.param(
            "[prices]\nprovider = 'yahoo'\nfolder = 'x'\n[prices.order]\n1d = ['files']",
            ':5: prices.order.1d: begins with "files", but prices.provider is "yahoo"; reports read one: leave one out',
            id="two providers to read",
        ),
        pytest.param(
            "[prices.order]\n1d = ['yahoo', 'files']",
            ':1: prices.folder: is missing; provider "files" reads prices from this folder',
            id="daily files without a folder",
        ),
        pytest.param(
            "[prices.order]\n5m = ['yahoo', 'files']",
            ":2: prices.order.5m: names files, and nothing says where they are; write a table [prices.files.5m] with "
            'folder, zone and stamp, or leave "files" out',
            id="intraday files without a table",
        ),
        pytest.param(
            FIVE.replace("zone = 'UTC'\n", ""),
            ':3: prices.files.5m.zone: is missing; say in which time zone their times are, as "America/New_York" or '
            '"UTC"',
            id="no zone",
        ),
        pytest.param(
            FIVE.replace("stamp = 'start'\n", ""),
            ':3: prices.files.5m.stamp: is missing; say what a time marks, the "start" of its bar or its "end"; every '
            "return hangs on it",
            id="no stamp",
        ),
        pytest.param(
            FIVE.replace("UTC", "America/NewYork"),
            ':5: prices.files.5m.zone: unknown time zone "America/NewYork", did you mean "America/New_York"?',
            id="a zone misspelt",
        ),
        pytest.param(
            FIVE.replace("'start'", "'open'"),
            ":6: prices.files.5m.stamp: expected 'start' or 'end', got \"open\"",
            id="a stamp that is none",
        ),
        pytest.param(
            FIVE + "colums = {}",
            ':7: prices.files.5m.colums: unknown setting, did you mean "columns"?',
            id="a key misspelt",
        ),
        pytest.param(
            FIVE + "columns = { clos = 'x' }",
            ":7: prices.files.5m.columns.clos: expected 'date', 'time', 'symbol', 'open', 'high', 'low', 'close', "
            "'adj_close' or 'volume', got \"clos\", did you mean \"close\"?",
            id="a column misspelt",
        ),
        pytest.param(
            FIVE + "columns = { date = 'x' }",
            ":7: prices.files.5m.columns.date: is for daily bars; intraday bars have a time",
            id="a date for a bar of a few minutes",
        ),
        pytest.param(
            FIVE.replace("['files']", "['yahoo']"),
            ':3: prices.files.5m: is not used; put "files" into prices.order.5m, or leave it out',
            id="files that nobody asks",
        ),
        pytest.param(
            "[prices]\nprovider = 'files'\nfolder = 'x'\n[prices.files.1d]\nfolder = 'y'",
            ":5: prices.files.1d.folder: is given as prices.folder too; keep one",
            id="two folders of daily bars",
        ),
        pytest.param(
            "[prices]\nprovider = 'files'\nfolder = 'x'\n[prices.files.1d]\nstamp = 'end'",
            ":5: prices.files.1d.stamp: is for intraday bars; a daily bar has a date, leave it out",
            id="a stamp for a day",
        ),
        pytest.param(
            "[prices]\nprovider = 'files'\nfolder = 'x'\n[prices.files.1d]\ncolumns = { time = 'x' }",
            ":5: prices.files.1d.columns.time: is for intraday bars; daily bars have a date",
            id="a time for a day",
        ),
        pytest.param("[prices.files]\n5m = 3", ":2: prices.files.5m: expected a table, got 3", id="no table"),
    ],
)
def test_a_mistake_about_orders_and_files_is_told_with_its_cure(home: Path, text: str, told: str) -> None:
    assert f"config.toml{told}" in [line.partition(", got a ")[0] for line in mistakes(text)]


def test_all_mistakes_about_orders_and_files_are_told_at_once(home: Path) -> None:
    told = mistakes("[prices.order]\n1d = ['yaho']\n5m = ['files']\n[prices.files.5m]\nfolder = 'x'\nzon = 'UTC'\n")
    assert [line.split(": ")[1] for line in told] == [
        "prices.order.1d[0]",
        "prices.files.5m.stamp",
        "prices.files.5m.zone",
        "prices.files.5m.zon",
    ]
