"""The user's settings: which feeds, which instruments, where things are, when and to whom.

`load_settings` is the door. It reads one TOML file, lays `NEWSIMPACT__SECTION__KEY` variables of the environment
over it, and either returns `Settings` whose every value is checked, or raises one `ConfigError` that lists every
mistake with its line and its cure. Nothing is merged from a second file and nothing unknown is let through: a
setting that is silently ignored is the worst kind of wrong.

A key in a message is named as the user wrote it: `mail.port`, `feed "cnbc-tech".url`, `instrument "CRWV".names`;
a feed without an id is named by its place in the file, counted from zero: `feed[3].url`. Relative paths in the
settings are relative to the folder of the configuration file, so that they mean the same wherever the program is
started.

Deliberately not here: no feed is asked, no mail server greeted, no folder made. Whether a value *works* shows when it
is used.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import stat
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from tracker.errors import ConfigError, InputError
from tracker.options import is_import
from tracker.records import Instrument
from tracker.toml_lines import KeyPath, key_lines

APP = "newsimpact"
FILE_NAME = "config.toml"
FILE_VARIABLE = "NEWSIMPACT_CONFIG"
PREFIX = "NEWSIMPACT__"
PROVIDERS = ("yahoo", "files")
"""Of prices that are asked for; what was imported goes by a name of the user's own."""
PRODUCT = "newsimpact/0.1"
DEFAULT_AGENT = f"{PRODUCT} (personal feed reader)"
PASSWORD_COMMAND_SECONDS = 30.0
"""Enough for a password manager that asks its agent; not enough to hold up the daemon for ever."""
FLOOR_MINUTES = 10
"""Publishers block readers that ask more often; only servers of one's own network may be asked more often."""

BUILTIN_THEMES = (
    "compute_leasing",
    "capex",
    "neocloud",
    "semiconductors",
    "data_center_power",
    "financing",
    "analyst_action",
    "earnings",
    "supply_constraint",
    "export_controls",
    "positioning",
    "mna",
    "contract",
)
OPTIONAL_THEMES = ("memory_pricing",)
"""Built in and off unless named in `themes.enabled`."""

# Names of exchange_calendars, written out because importing it costs more than everything else here.
EXCHANGES = frozenset(
    """XNYS XNAS ARCX BATS XASE XTSE XTSX XMEX BVMF XBUE XSGO XBOG XLIM XLON XDUB XPAR XAMS XBRU XLIS XMIL XMAD XETR
    XFRA XSWX XWBO XSTO XHEL XCSE XOSL XICE XWAR XPRA XBUD XIST XTAE XJSE XSAU XBOM XHKG XSHG XTAI XKRX XTKS XSES
    XKLS XIDX XBKK XPHS XASX XNZE""".split()
)

FeedKind = Literal["wire", "company", "regulator", "market", "trade_press", "community", "aggregator"]


# ── single values ───────────────────────────────────────────────────────────────────────────────────


def _settle(text: str, folder: Path) -> Path:
    """The path a user means: `~` is the home folder, a relative path starts at the configuration file."""
    # Not Path.expanduser: it raises for a user that does not exist.
    return folder / os.path.expanduser(text)


def _path(value: object, info: ValidationInfo) -> Path:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str) or not value or "\0" in value:
        raise PydanticCustomError("path", "expected a path in quotes")
    return _settle(value, (info.context or {}).get("folder", Path()))


def _fits(value: str, pattern: str, kind: str, expected: str) -> str:
    if re.fullmatch(pattern, value) is None:
        raise PydanticCustomError(kind, "{expected}", {"expected": expected})
    return value


_ID = r"[a-z0-9]+(-[a-z0-9]+)*"


def is_id(value: str) -> bool:
    """Whether a feed may be called so."""
    return re.fullmatch(_ID, value) is not None


def _id(value: str) -> str:
    return _fits(value, _ID, "id", "expected lower-case letters, digits and single hyphens")


def _symbol(value: str) -> str:
    return _fits(value, r"[A-Z0-9^][A-Z0-9.=^-]*", "symbol", "expected a symbol such as CRWV, BRK-B or ^VIX")


def _agent(value: str) -> str:
    # The value becomes an HTTP header: a line end in it would let it write headers of its own.
    return _fits(value, r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?", "agent", "expected printable ASCII, not empty")


def _host(value: str) -> str:
    return _fits(value, r"[A-Za-z0-9.:_-]*", "host", "expected a host name such as smtp.example.org")


# ASCII alone: a mail to any other address needs a server that few users have.
_ADDRESS = r"[!#-+\-./0-9=?A-Z^_`a-z{|}~]+@[A-Za-z0-9.-]+"


def _address(value: str) -> str:
    return _fits(value, _ADDRESS, "address", "expected an address such as you@example.org")


def _contact(value: str) -> str:
    return _fits(value, rf"|{_ADDRESS}", "contact", "expected an address such as you@example.org")


def _sender(value: str) -> str:
    pattern = rf"|{_ADDRESS}|[^<>\x00-\x1f]*<{_ADDRESS}>"
    return _fits(value, pattern, "sender", "expected you@example.org or News <you@example.org>")


def _model(value: object, info: ValidationInfo) -> str:
    """The name of an installed package as it is; a folder as `_path` settles it."""
    if isinstance(value, str) and re.fullmatch(r"|[A-Za-z][A-Za-z0-9_]*", value):
        return value
    if isinstance(value, str) and re.search(r"[/\\]", value) and "\0" not in value:
        return str(_settle(value, (info.context or {}).get("folder", Path())))
    raise PydanticCustomError("model", "expected a spaCy pipeline such as en_core_web_sm, or its folder")


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, an unclosed bracket
        good = False
    if not good or re.search(r"[\s\x00-\x1f]", value):
        raise PydanticCustomError("url", "expected an address that starts with http:// or https://")
    return value


def _day(value: str) -> str:
    try:
        if value:
            date.fromisoformat(f"{value}-01" if re.fullmatch(r"\d{4}-\d{2}", value) else value)
    except ValueError:
        raise PydanticCustomError("day", 'expected a date such as "2026-06-29", a month, or ""') from None
    return value


def _exchange(value: str) -> str:
    if value not in EXCHANGES:
        hint = did_you_mean(value, EXCHANGES) or "; for example XNYS or XNAS"
        raise PydanticCustomError("exchange", "unknown exchange {value}{hint}", {"value": _spell(value), "hint": hint})
    return value


UserPath = Annotated[Path, BeforeValidator(_path)]
Text = Annotated[str, Field(min_length=1)]
Seconds = Annotated[float, Field(gt=0, le=600)]


def _provider(value: str) -> str:
    if value not in PROVIDERS and not is_import(value):
        raise PydanticCustomError("provider", "{expected}", {"expected": "expected 'yahoo', 'files' or 'import:name'"})
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):  # KeyError: no such zone; the others: no name at all, or a folder
        hint = did_you_mean(value, available_timezones()) or "; for example America/New_York or UTC"
        text = "unknown time zone {value}{hint}"
        raise PydanticCustomError("zone", text, {"value": _spell(value), "hint": hint}) from None
    return value


BarInterval = Literal["1d", "1h", "5m", "1m"]
AskedProvider = Literal["yahoo", "files"]
BarColumn = Literal["date", "time", "symbol", "open", "high", "low", "close", "adj_close", "volume"]
Exchange = Annotated[str, AfterValidator(_exchange)]
Symbol = Annotated[str, AfterValidator(_symbol)]


T = TypeVar("T")
# A TOML array: lists become tuples here, and nowhere else is strictness given up.
Many = Annotated[tuple[T, ...], Field(strict=False)]


# ── sections ────────────────────────────────────────────────────────────────────────────────────────


class Section(BaseModel):
    """One table of the file: no unknown keys, no conversions ("15" is no number), no change after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class Paths(Section):
    data: UserPath | None = None
    """Where the database lies; None: the platform's folder for user data."""


class Http(Section):
    connect_seconds: Seconds = 5.0
    idle_seconds: Seconds = 10.0
    """Longest silence in the middle of an answer."""
    total_seconds: Seconds = 20.0
    max_megabytes: float = Field(default=8.0, gt=0, le=100)
    """After unpacking; the largest feeds seen are below 5."""
    concurrency: int = Field(default=64, ge=1, le=256)
    """Servers asked at the same time."""
    per_host: int = Field(default=1, ge=1, le=2)
    """Requests to one host at the same time."""
    spacing_seconds: float = Field(default=1.0, ge=0, le=60)
    """Between two requests to one site; servers in the user's own network are not spaced."""


class Schedule(Section):
    tick_seconds: int = Field(default=30, ge=1, le=600)
    """How often the daemon looks what is due."""
    poll_minutes: int = Field(default=15, ge=1, le=1440)
    settle_minutes: int = Field(default=30, ge=0, le=720)
    """After the close, until a session's prices are taken as final."""
    digest_delay_minutes: int = Field(default=45, ge=0, le=1440)
    """After the close, until the daily e-mail is written."""
    reference_exchange: Exchange = "XNYS"
    """Whose sessions say what a day is."""


class Pages(Section):
    """Reading the pages of articles that are about the trade."""

    enabled: bool = True
    per_cycle: int = Field(default=20, ge=1, le=500)
    """At most so many at a time; the newest first."""
    max_age_hours: int = Field(default=48, ge=1, le=8760)
    """Older articles are left with their summary: their page may say something else by now."""


class Edgar(Section):
    """Company filings of the SEC, which wants to know whom to write to."""

    contact: Annotated[str, AfterValidator(_contact)] = ""
    """The user's e-mail address; without it no server of the SEC is asked."""


class PriceFiles(Section):
    """One [prices.files.INTERVAL] table: the user's own files of bars of one interval."""

    folder: UserPath | None = None
    """A folder of CSV or Parquet files, or one file. Of daily bars it may stand as `prices.folder` as well."""
    columns: dict[BarColumn, Text] = Field(default_factory=dict)
    """Our name for a column, to the files' own name for it."""
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    """Intraday: the zone of times without an offset."""
    stamp: Literal["start", "end"] | None = None
    """Intraday: whether a time is the start of its bar or its end."""

    def mapping(self) -> dict[str, str]:
        """`columns` as the provider takes them."""
        return {str(name): own for name, own in self.columns.items()}


class Prices(Section):
    provider: Annotated[str, AfterValidator(_provider)] = "yahoo"
    """Of every interval that `order` does not name."""
    folder: UserPath | None = None
    """Of CSV or Parquet files of daily bars; needed by the provider `files`."""
    requests_per_second: float = Field(default=1.0, gt=0, le=10)
    order: dict[BarInterval, Many[AskedProvider]] = Field(default_factory=dict)
    """By interval: reports read the first one's series; the next is asked when the one before is out of reach."""
    files: dict[BarInterval, PriceFiles] = Field(default_factory=dict)

    def providers_of(self, interval: str) -> tuple[str, ...]:
        """Who is asked for bars of an interval, first the one whose series reports read."""
        return next((asked for name, asked in self.order.items() if name == interval), (self.provider,))

    def daily_files(self) -> PriceFiles:
        """Where daily bars lie, whichever way the user has said it; without a folder, nowhere."""
        said = self.files.get("1d", PriceFiles())
        return said.model_copy(update={"folder": said.folder or self.folder})


class Study(Section):
    """The estimation of normal returns; meanings as in `StudyOptions`."""

    estimation: int = Field(default=120, ge=3, le=2000)
    minimum: int = Field(default=30, ge=3, le=2000)
    gap: int = Field(default=10, ge=0, le=250)


USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Mail(Section):
    """The daily e-mail and the server that takes it."""

    enabled: bool = False
    host: Annotated[str, AfterValidator(_host)] = ""
    port: int = Field(default=587, ge=1, le=65535)
    """When not given: the usual port of `security`."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr | None = None
    password_file: UserPath | None = None
    password_command: Many[Text] = ()
    """Program and arguments; its first line of output is the password."""
    sender: Annotated[str, AfterValidator(_sender)] = ""
    recipients: Many[Annotated[str, AfterValidator(_address)]] = ()
    timeout_seconds: Seconds = 30.0

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, data: Any) -> Any:
        if isinstance(data, dict) and "port" not in data and data.get("security") in list(USUAL_PORTS):
            return {**data, "port": USUAL_PORTS[data["security"]]}
        return data

    def resolve_password(self) -> str | None:
        """The password from wherever the user keeps it; None when no login is wanted.

        Raises ConfigError. Neither its message nor its cause holds anything that was read: what a failing
        password manager prints may be the secret itself.
        """
        if self.password is not None:
            return self.password.get_secret_value()
        if self.password_file is not None:
            return _password_from_file(self.password_file)
        if self.password_command:
            return _password_from_command(self.password_command)
        return None


class Calendar(Section):
    """Dated events: results, macro releases, index changes."""

    files: Many[UserPath] = ()
    """CSV files of the user's own; their names differ, since a name tells whose events they are."""
    ask_provider: bool = True
    """Whether the provider of prices is asked for dates of results; of those there are, only yahoo knows any."""


class Extraction(Section):
    """Reading of texts."""

    model: Annotated[str, BeforeValidator(_model)] = ""
    """A spaCy pipeline with a parser, by name or folder, asked where the rules leave a role open; empty: none."""


class Themes(Section):
    enabled: Many[str] = BUILTIN_THEMES
    folders: Many[UserPath] = ()
    """Folders with theme files of the user's own."""


class FeedSettings(Section):
    """One [[feed]] table."""

    id: Annotated[str, AfterValidator(_id)]
    title: Text
    url: Annotated[str, AfterValidator(_url)]
    kind: FeedKind
    enabled: bool = True
    why_off: str = ""
    """Why a feed is listed and not asked; shown by `feeds list`."""
    user_agent: Annotated[str, AfterValidator(_agent)] = DEFAULT_AGENT
    min_interval_minutes: int = Field(default=15, ge=1, le=10080)
    allow_private: bool = False
    """Whether its address may lie in the user's own network."""
    full_text: bool | None = None
    """Whether the pages of its relevant items are read; None: as is usual for its kind."""
    terms: str = ""
    """What the publisher allows, in a sentence."""
    last_seen_working: Annotated[str, AfterValidator(_day)] = ""
    """A day or a month; empty when none is on record."""


class InstrumentSettings(Section):
    """One [[instrument]] table."""

    symbol: Symbol
    name: Text
    exchange: Exchange
    benchmark: Symbol
    kind: Literal["company", "fund"] = "company"
    sector: str = ""
    """Symbol of the sector proxy; empty for none."""
    names: Many[Text] = ()
    since: date | None = None
    """First session of its present listing; earlier bars of the symbol are never joined with it."""

    def to_record(self) -> Instrument:
        return Instrument(
            symbol=self.symbol,
            name=self.name,
            exchange=self.exchange,
            benchmark=self.benchmark,
            sector=self.sector or None,
            names=self.names or (self.name,),
            kind=self.kind,
            since=self.since,
        )


class Settings(Section):
    """All settings. Every section may be left out; a file with nothing in it follows nothing."""

    paths: Paths = Paths()
    http: Http = Http()
    schedule: Schedule = Schedule()
    pages: Pages = Pages()
    edgar: Edgar = Edgar()
    prices: Prices = Prices()
    study: Study = Study()
    mail: Mail = Mail()
    calendar: Calendar = Calendar()
    extraction: Extraction = Extraction()
    themes: Themes = Themes()
    feed: Many[FeedSettings] = ()
    instrument: Many[InstrumentSettings] = ()

    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments as records, in the order of the file."""
        return tuple(item.to_record() for item in self.instrument)

    def feeds_on(self) -> tuple[FeedSettings, ...]:
        """The feeds to be asked, in the order of the file."""
        return tuple(feed for feed in self.feed if feed.enabled)

    def agent_of(self, feed: FeedSettings) -> str:
        """What the server of a feed is told about who asks: on servers of the SEC the contact, unless the feed has
        an agent of its own. The feed need not be one of these settings.
        """
        if is_sec(feed.url) and feed.user_agent == DEFAULT_AGENT and self.edgar.contact:
            return f"{PRODUCT} {self.edgar.contact}"
        return feed.user_agent


_ARRAYS: dict[str, tuple[str, type[Section]]] = {
    "feed": ("id", FeedSettings),
    "instrument": ("symbol", InstrumentSettings),
}
"""Arrays of tables: the key that names an element, and its model."""
_SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if name not in _ARRAYS and isinstance(field.annotation, type)
}


# Both raise outside of their `except` blocks: an exception of the reading would hang on to what was read.


def _password_from_file(path: Path) -> str:
    try:
        password = path.read_text("utf-8").rstrip("\r\n")
        fault = None if password else "is empty; write the password into its first line"
    except OSError as error:
        fault = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        fault = "is not UTF-8 text"
    if fault:
        raise ConfigError([f"mail.password_file: {path} {fault}"])
    return password


def _password_from_command(command: Sequence[str]) -> str:
    """The first line a password manager prints. No shell: the arguments reach the program as they are."""
    password = ""
    try:
        done = subprocess.run(
            list(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=PASSWORD_COMMAND_SECONDS, check=False
        )
        fault = f"ended with exit code {done.returncode}; run it by hand to see why" if done.returncode else None
        password = done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    except OSError as error:
        fault = f"cannot be run: {error.strerror}; give program and arguments as a list"
    except subprocess.TimeoutExpired:
        fault = f"gave no answer in {PASSWORD_COMMAND_SECONDS:g} s; run it by hand first"
    if not fault and (not password or "\ufffd" in password):
        fault = "printed no password in its first line"
    if fault:
        raise ConfigError([f"mail.password_command: {command[0]} {fault}"])
    return password


# ── finding the file ────────────────────────────────────────────────────────────────────────────────


def find_config(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The one file that holds the settings: the first that exists wins, and no other is read.

    A file that was named (`--config`, NEWSIMPACT_CONFIG) must exist: falling back to another would hide a typing
    mistake. Raises ConfigError when there is none at all.
    """
    from platformdirs import user_config_path

    named = explicit or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    if named is not None:
        path = _settle(str(named), cwd)
        if not path.is_file():
            how = "--config" if explicit else FILE_VARIABLE
            raise ConfigError([f"{path}: no such file (named by {how}); `newsimpact init` writes one"])
        return path
    places = [cwd / FILE_NAME, user_config_path(APP) / FILE_NAME]
    for path in places:
        if path.is_file():
            return path
    looked = " and ".join(str(path) for path in places)
    raise ConfigError([f"{FILE_NAME}: not found (looked for {looked}); `newsimpact init` writes one"])


def default_config_text() -> str:
    """The commented settings that come with the program: the packaged copy, or the checkout's own file."""
    from importlib.resources import files

    packaged = files("tracker").joinpath("default_config.toml")
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[1] / FILE_NAME).read_text("utf-8")


def shipped_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that come with the program, for who has none of their own, under the environment's variables."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_text(default_config_text(), encoding="utf-8")
        return load_settings(path, environ)


def data_dir(settings: Settings, explicit: Path | None = None) -> Path:
    """Where the database lies: `--data`, else `paths.data`, else the platform's folder for user data."""
    from platformdirs import user_data_path

    if explicit is not None:
        return _settle(str(explicit), Path())
    return settings.paths.data or user_data_path(APP)


# ── loading ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Fault:
    """A mistake and the path of the value it is about."""

    path: KeyPath
    text: str


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of a file under the variables of an environment. Raises ConfigError with every mistake.

    A line of the error is `FILE:LINE: KEY: what is wrong`, or `VARIABLE: KEY: what is wrong` for a value that
    the environment set; the line is that of the key, or of its table when the key is missing. An empty variable
    counts as absent.
    """
    return settings_of(_read(path), path, environ)


def settings_of(text: str, path: Path, environ: Mapping[str, str]) -> Settings:
    """The same for a text that is to become the content of a file which exists already."""
    written = _parse(path, text)
    data, variables, faults = _overlay(written, environ)
    faults += _secret_in_the_open(path, written)
    folder = path.absolute().parent
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(data, context={"folder": folder})
    except ValidationError as error:
        faults += [_Fault(_path_of(item), _explain(item)) for item in error.errors(include_url=False)]
    faults += _conflicts(data, folder)
    if faults or settings is None:
        raise ConfigError(_spell_faults(faults, path, text, data, variables))
    return settings


def _read(path: Path) -> str:
    try:
        # Editors on Windows begin a file with a mark that TOML does not know.
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}; `newsimpact init` writes a new one"]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError([f"{path}:{line}: is not UTF-8 text; save it as UTF-8"]) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).rpartition(" (at ")
        found = re.match(r"line (\d+)", place)
        line = int(found.group(1)) if found else text.rstrip().count("\n") + 1  # "at end of document"
        raise ConfigError([f"{path}:{line}: is not TOML: {reason[:1].lower()}{reason[1:]}"]) from None
    except RecursionError:
        raise ConfigError([f"{path}:1: is nested too deeply"]) from None


def feed_from(values: Mapping[str, Any]) -> FeedSettings:
    """A feed of plain values, as a [[feed]] table has them. Raises InputError that names the first wrong one."""
    try:
        return FeedSettings.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    raise InputError(f"{_name(tuple(first['loc']), {})}: {_explain(first)}")


def _overlay(
    written: Mapping[str, Any], environ: Mapping[str, str]
) -> tuple[dict[str, Any], dict[KeyPath, str], list[_Fault]]:
    """The file's values with the environment's over them, which variable set what, and misnamed variables."""
    data = {name: dict(value) if isinstance(value, dict) else value for name, value in written.items()}
    variables: dict[KeyPath, str] = {}
    faults: list[_Fault] = []
    for variable in sorted(name for name in environ if name.startswith(PREFIX) and environ[name]):
        path: KeyPath = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        variables[path] = variable
        misnamed = _misnamed(path)
        table = data.setdefault(str(path[0]), {}) if misnamed is None else None
        if misnamed is not None:
            faults.append(_Fault(path, misnamed))
        elif isinstance(table, dict):  # else the section itself is wrong, and reported as such
            table[str(path[1])] = _from_variable(str(path[0]), str(path[1]), environ[variable])
    return data, variables, faults


def _misnamed(path: KeyPath) -> str | None:
    """Why no setting has the name of a variable; None when one has."""
    section = str(path[0])
    if section in _ARRAYS:
        return f"[[{section}]] tables can be set in the file only"
    if section not in _SECTIONS:
        return f"unknown section{did_you_mean(section, _SECTIONS)}"
    if len(path) != 2:
        return f"expected a name like {PREFIX}{section.upper()}__KEY"
    known = _SECTIONS[section].model_fields
    return None if path[1] in known else f"unknown setting{did_you_mean(str(path[1]), known)}"


def _from_variable(section: str, key: str, value: str) -> Any:
    """A variable's value: TOML where it can be read so, else text; a secret is taken letter by letter."""
    wanted = str(_SECTIONS[section].model_fields[key].annotation)
    if "SecretStr" in wanted:
        return value
    try:
        parsed = tomllib.loads(f"value = {value}")["value"] if "\n" not in value else value
    except tomllib.TOMLDecodeError:
        return value
    # A user name of digits is text although TOML would read a number.
    takes_text = "tuple" not in wanted and ("str" in wanted or "Path" in wanted)
    return value if takes_text and not isinstance(parsed, str) else parsed


def _secret_in_the_open(path: Path, written: Mapping[str, Any]) -> list[_Fault]:
    """A password in a file that other users of the machine may read. Windows keeps rights elsewhere: not checked."""
    mail = written.get("mail")
    if os.name != "posix" or not isinstance(mail, dict) or not mail.get("password"):
        return []
    if not path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return []
    cure = f"run `chmod 600 {path.name}`, or use password_file or password_command"
    return [_Fault(("mail", "password"), f"others can read this file; {cure}")]


# ── how values fit together ─────────────────────────────────────────────────────────────────────────

# These checks run on the raw tables, beside pydantic's and not after them: a wrong port must not hide that two
# feeds share an id. So each looks only at values of the right type and leaves the others to pydantic.


def _conflicts(data: Mapping[str, Any], folder: Path) -> list[_Fault]:
    tables = {name: _table(data, name) for name in _SECTIONS}
    feeds, instruments = _elements(data, "feed"), _elements(data, "instrument")
    return [
        *_repeats("feed", feeds, "id"),
        *_repeats("feed", feeds, "url"),
        *_repeats("instrument", instruments, "symbol"),
        *_lost_proxies(instruments),
        *_impolite_feeds(feeds),
        *_sec_conflicts(feeds, tables["edgar"].get("contact", "")),
        *_order_conflicts(tables),
        *_price_conflicts(tables["prices"]),
        *_mail_conflicts(tables["mail"]),
        *_theme_conflicts(tables["themes"], folder),
        *_calendar_conflicts(tables["calendar"]),
    ]


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _elements(data: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    value = data.get(name)
    return [(i, item) for i, item in enumerate(value) if isinstance(item, dict)] if isinstance(value, list) else []


def _repeats(array: str, elements: Sequence[tuple[int, Mapping[str, Any]]], key: str) -> Iterator[_Fault]:
    """Values that must be unique and are not."""
    seen: dict[str, int] = {}
    for index, item in elements:
        value = item.get(key)
        if not isinstance(value, str):
            continue
        first = seen.setdefault(same_address(value) if key == "url" else value, index)
        if first != index:
            yield _Fault((array, index, key), f"already used by {array}[{first}]; got {_spell(value)} again")


def same_address(url: str) -> str:
    """Equal for two spellings of one address: hosts in capitals and a trailing slash do not count."""
    head, separator, tail = url.partition("://")
    host, slash, rest = tail.partition("/")
    return f"{head.lower()}{separator}{host.lower()}{slash}{rest}".rstrip("/")


def _lost_proxies(instruments: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[_Fault]:
    symbols = [item["symbol"] for _, item in instruments if isinstance(item.get("symbol"), str)]
    for index, item in instruments:
        for key in ("benchmark", "sector"):
            value = item.get(key)
            if isinstance(value, str) and value and value not in symbols:
                hint = did_you_mean(value, symbols) or "; add it"
                yield _Fault(("instrument", index, key), f"no [[instrument]] has the symbol {_spell(value)}{hint}")


def _impolite_feeds(feeds: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[_Fault]:
    for index, item in feeds:
        minutes = item.get("min_interval_minutes")
        if type(minutes) is int and 1 <= minutes < FLOOR_MINUTES and item.get("allow_private") is not True:
            text = f"expected at least {FLOOR_MINUTES}, got {minutes}; less is for feeds with allow_private = true"
            yield _Fault(("feed", index, "min_interval_minutes"), text)


def is_sec(url: object) -> bool:
    """Whether an address leads to the SEC, whose servers answer only to who gives an e-mail address."""
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return False
    return f".{host}".rstrip(".").endswith(".sec.gov")


def _sec_conflicts(feeds: Sequence[tuple[int, Mapping[str, Any]]], contact: object) -> Iterator[_Fault]:
    asking = [(i, item) for i, item in feeds if item.get("enabled", True) is True and is_sec(item.get("url"))]
    unnamed = [i for i, item in asking if item.get("user_agent", DEFAULT_AGENT) == DEFAULT_AGENT]
    for index, item in asking:
        agent = item.get("user_agent")
        fault = sec_agent_fault(agent) if index not in unnamed and isinstance(agent, str) else None
        if fault:
            yield _Fault(("feed", index, "user_agent"), fault)
    # A contact that is no address is told as such; forty feeds without one are still one mistake.
    if unnamed and isinstance(contact, str) and (not contact or _is_placeholder(contact)):
        more = f" (this feed and {len(unnamed) - 1} more)" if len(unnamed) > 1 else ""
        cure = 'set contact = "your e-mail address" under [edgar], or enabled = false here'
        yield _Fault(("feed", unnamed[0], "user_agent"), f"the SEC wants to know who asks{more}; {cure}")


def sec_agent_fault(agent: str) -> str | None:
    """The SEC answers 403 to an agent without a contact, and to one that holds parentheses or an address."""
    address = re.search(_ADDRESS, agent)
    if address and not _is_placeholder(address.group()) and "(" not in agent and "://" not in agent:
        return None
    wanted = f'the SEC wants "product/version your-e-mail" without parentheses, got {_spell(agent)}'
    return f"{wanted}; put in your address, or leave user_agent out and set contact under [edgar]"


def _is_placeholder(address: str) -> bool:
    return re.search(r"@(.*\.)?example\.", address) is not None


def _order_conflicts(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[_Fault]:
    """Pairs of numbers of which one must not exceed the other; defaults count."""
    rules = (
        ("http", "connect_seconds", "total_seconds", "connecting is part of the total"),
        ("http", "idle_seconds", "total_seconds", "a silence is part of the total"),
        ("study", "minimum", "estimation", "no estimation would ever be long enough"),
        ("schedule", "settle_minutes", "digest_delay_minutes", "the e-mail would go out before prices are final"),
    )
    for section, small, large, why in rules:
        fields, table = _SECTIONS[section].model_fields, tables[section]
        low, high = (table.get(key, fields[key].default) for key in (small, large))
        if _is_number(low) and _is_number(high) and low > high:
            yield _Fault(
                (section, small if small in table else large), f"{small} {low:g} exceeds {large} {high:g}: {why}"
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _price_conflicts(prices: Mapping[str, Any]) -> Iterator[_Fault]:
    order, files = _table(prices, "order"), _table(prices, "files")
    own = {name: table for name, table in files.items() if isinstance(table, dict)}
    leads = order["1d"][0] if isinstance(order.get("1d"), list) and order["1d"] else None
    said = prices.get("provider")
    if leads is not None and said is not None and leads != said:
        text = f"begins with {_spell(leads)}, but prices.provider is {_spell(said)}; reports read one: leave one out"
        yield _Fault(("prices", "order", "1d"), text)
    for interval in get_args(BarInterval):
        asked = order.get(interval, [prices.get("provider", "yahoo")])
        if isinstance(asked, list):
            yield from _order_faults(interval, asked, prices, own)
    for interval, table in own.items():
        yield from _daily_files_faults(table, prices) if interval == "1d" else _intraday_files_faults(interval, table)


def _order_faults(
    interval: str, asked: Sequence[Any], prices: Mapping[str, Any], own: Mapping[str, Mapping[str, Any]]
) -> Iterator[_Fault]:
    """Providers named twice, and `files` without files or the other way round."""
    named = interval in _table(prices, "order")
    if not asked:
        yield _Fault(("prices", "order", interval), "expected at least one provider; or leave it out")
    for index, provider in enumerate(asked):
        if provider in asked[:index]:
            yield _Fault(("prices", "order", interval, index), f"{_spell(provider)} stands there already")
    if "files" not in asked:
        if interval in own:
            cure = f'is not used; put "files" into prices.order.{interval}, or leave it out'
            yield _Fault(("prices", "files", interval), cure)
    elif interval == "1d" and not (prices.get("folder") or own.get("1d", {}).get("folder")):
        yield _Fault(("prices", "folder"), 'is missing; provider "files" reads prices from this folder')
    elif interval != "1d" and interval not in own and named:
        where = f'write a table [prices.files.{interval}] with folder, zone and stamp, or leave "files" out'
        yield _Fault(("prices", "order", interval), f"names files, and nothing says where they are; {where}")


_INTRADAY_NEEDS = {
    "folder": "say where the files are",
    "zone": 'say in which time zone their times are, as "America/New_York" or "UTC"',
    "stamp": 'say what a time marks, the "start" of its bar or its "end"; every return hangs on it',
}


def _intraday_files_faults(interval: str, table: Mapping[str, Any]) -> Iterator[_Fault]:
    """What must be said of intraday files, since nothing in them tells."""
    for key, cure in _INTRADAY_NEEDS.items():
        if key not in table:
            yield _Fault(("prices", "files", interval, key), f"is missing; {cure}")
    if "date" in _table(table, "columns"):
        yield _Fault(("prices", "files", interval, "columns", "date"), "is for daily bars; intraday bars have a time")


def _daily_files_faults(table: Mapping[str, Any], prices: Mapping[str, Any]) -> Iterator[_Fault]:
    if table.get("folder") and prices.get("folder"):
        yield _Fault(("prices", "files", "1d", "folder"), "is given as prices.folder too; keep one")
    for key in ("zone", "stamp"):
        if key in table:
            yield _Fault(("prices", "files", "1d", key), "is for intraday bars; a daily bar has a date, leave it out")
    if "time" in _table(table, "columns"):
        yield _Fault(("prices", "files", "1d", "columns", "time"), "is for intraday bars; daily bars have a date")


def _mail_conflicts(mail: Mapping[str, Any]) -> Iterator[_Fault]:
    if mail.get("enabled") is not True:
        return
    for key in ("host", "sender", "recipients"):
        if not mail.get(key):
            yield _Fault(("mail", key), "is missing; mail.enabled = true needs it")
    sources = [key for key in ("password", "password_file", "password_command") if mail.get(key)]
    if len(sources) > 1:
        yield _Fault(("mail", sources[1]), f"{' and '.join(sources)} are given; keep one")
    if mail.get("user") and not sources:
        yield _Fault(("mail", "user"), "a user needs password_file, password_command or password")
    if sources and not mail.get("user"):
        yield _Fault(("mail", sources[0]), "a password needs mail.user")
    if sources and mail.get("security") == "none" and not _is_loopback(mail.get("host")):
        yield _Fault(("mail", "security"), 'would send the password readably; use "starttls" or "tls"')


def _is_loopback(host: object) -> bool:
    return isinstance(host, str) and (host in {"localhost", "::1"} or re.fullmatch(r"127(\.\d+){3}", host) is not None)


def _theme_conflicts(themes: Mapping[str, Any], folder: Path) -> Iterator[_Fault]:
    known = {*BUILTIN_THEMES, *OPTIONAL_THEMES}
    folders = themes.get("folders")
    for index, name in enumerate(folders if isinstance(folders, list) else ()):
        if not isinstance(name, str) or not name or "\0" in name:
            continue
        path = _settle(name, folder)
        if path.is_dir():
            known |= {file.stem for file in path.glob("*.toml")}
        else:
            yield _Fault(("themes", "folders", index), f"{path} is no folder")
    enabled = themes.get("enabled")
    for index, theme in enumerate(enabled if isinstance(enabled, list) else ()):
        if isinstance(theme, str) and theme not in known:
            hint = did_you_mean(theme, known) or "; a theme of your own needs its folder in themes.folders"
            yield _Fault(("themes", "enabled", index), f"unknown theme {_spell(theme)}{hint}")


def _calendar_conflicts(calendar: Mapping[str, Any]) -> Iterator[_Fault]:
    files = calendar.get("files")
    seen: dict[str, int] = {}
    for index, name in enumerate(files if isinstance(files, list) else ()):
        if isinstance(name, str) and seen.setdefault(Path(name).name, index) != index:
            text = f"a file of the name {_spell(Path(name).name)} is listed already; rename one of the two"
            yield _Fault(("calendar", "files", index), text)


# ── words for mistakes ──────────────────────────────────────────────────────────────────────────────


def did_you_mean(word: str, siblings: Iterable[str]) -> str:
    """`, did you mean "port"?` for the nearest name among those that could stand in the same place."""
    spelled = {name.casefold(): name for name in sorted(siblings)}
    near = difflib.get_close_matches(word.casefold(), list(spelled), n=1)
    return f', did you mean "{spelled[near[0]]}"?' if near else ""


def _path_of(error: ErrorDetails) -> KeyPath:
    """Where a mistake stands. Of a wrong key pydantic adds that it is the key, which its name says."""
    path = error["loc"]
    return path[:-1] if path[-1] == "[key]" else path


def _explain(error: ErrorDetails) -> str:
    """What pydantic found, in a user's words, with the value received."""
    path, kind, value = error["loc"], error["type"], error["input"]
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return _unknown(path)
    if kind in {"exchange", "zone"}:
        return error["msg"]
    if path[0] in _ARRAYS and len(path) == 1:
        return f"expected [[{path[0]}]] with double brackets, one table each"
    hint = ""
    if kind in {"literal_error", "provider"} and isinstance(value, str):
        hint = did_you_mean(value, re.findall(r"'([^']*)'", error["msg"]))
    got = "" if path[-1] == "password" else f", got {_spell(value)}"
    return f"{_plain(kind, error['msg'])}{got}{hint}"


def _plain(kind: str, message: str) -> str:
    """pydantic's sentence without the words of Python."""
    if kind == "model_type":
        return "expected a table"
    if kind == "string_too_short":
        return "expected some text"
    if kind in {"greater_than", "greater_than_equal", "less_than_equal"}:
        message = message.replace("should be ", "should be a number ")
    return message.replace("Input should be ", "expected ").replace(" tuple", " list")


def _unknown(path: Sequence[str | int]) -> str:
    """For a key nobody knows. Its value is not shown: it may be a password under a misspelt name."""
    model: type[Section] = Settings
    if len(path) > 1:
        model = _ARRAYS[str(path[0])][1] if path[0] in _ARRAYS else _SECTIONS[str(path[0])]
    if path[:2] == ("prices", "files") and len(path) == 4:
        model = PriceFiles
    what = "unknown section" if len(path) == 1 else "unknown setting"
    return f"{what}{did_you_mean(str(path[-1]), model.model_fields)}"


def _spell_faults(
    faults: Sequence[_Fault], path: Path, text: str, data: Mapping[str, Any], variables: Mapping[KeyPath, str]
) -> list[str]:
    """The faults as lines, in the order of the file; those of the environment last."""
    lines = key_lines(text)
    placed = []
    for fault in faults:
        variable = variables.get(fault.path) or variables.get(fault.path[:2])
        line = next((lines[fault.path[:n]] for n in range(len(fault.path), 0, -1) if fault.path[:n] in lines), 1)
        where = variable or f"{path}:{line}"
        placed.append((variable is not None, line, f"{where}: {_name(fault.path, data)}: {fault.text}"))
    return [message for _, _, message in sorted(placed)]


def _name(path: KeyPath, data: Mapping[str, Any]) -> str:
    """A key as the user knows it: `mail.port`, `feed "cnbc-tech".url`, `themes.enabled[2]`."""
    name = ""
    for depth, part in enumerate(path):
        if isinstance(part, int):
            label = _label(path[: depth + 1], data)
            name += f" {_spell(label)}" if label else f"[{part}]"
        else:
            bare = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else _spell(part)
            name += f".{bare}" if name else bare
    return name


def _label(path: KeyPath, data: Mapping[str, Any]) -> str | None:
    """The id of a feed, the symbol of an instrument; None where it is missing or does not name one alone."""
    if len(path) != 2 or path[0] not in _ARRAYS:
        return None
    key = _ARRAYS[str(path[0])][0]
    elements = dict(_elements(data, str(path[0])))
    label = elements.get(int(path[1]), {}).get(key)
    alone = sum(item.get(key) == label for item in elements.values()) == 1
    return label if isinstance(label, str) and label and alone else None


def _spell(value: object) -> str:
    """A value as TOML would write it, short, on one line, without credentials in addresses."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, str | Path):
        text = mask_address(str(value))
        return json.dumps(text if len(text) <= 80 else f"{text[:79]}…", ensure_ascii=False)
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else str(value)


def mask_address(text: str) -> str:
    """An address without user, password and key, to be shown."""
    text = re.sub(r"//[^/@\s]*@", "//***@", text)
    return re.sub(r"(?i)([?&][^=&#]*(?:key|token|secret|password|auth)[^=&#]*=)[^&#]+", r"\1***", text)


# ── showing the settings ────────────────────────────────────────────────────────────────────────────


def read_origins(path: Path, environ: Mapping[str, str]) -> dict[KeyPath, str]:
    """Where each given value comes from: `config.toml:12`, or the name of a variable."""
    text = _read(path)
    _, variables, _ = _overlay(_parse(path, text), environ)
    return {key: f"{path}:{line}" for key, line in key_lines(text).items()} | variables


def describe_settings(settings: Settings, origins: Mapping[KeyPath, str]) -> list[tuple[str, str, str]]:
    """Every setting as (key, value, origin), in the order of the sections; `default` where nobody gave it.

    Safe to paste into a bug report: passwords, arguments of the password command and credentials in addresses
    are masked.
    """
    data = {array: [dict(item) for item in getattr(settings, array)] for array in _ARRAYS}
    return [(_name(path, data), _show(path, value), _origin(path, origins)) for path, value in _leaves(settings)]


def _origin(path: KeyPath, origins: Mapping[KeyPath, str]) -> str:
    """Where a value was given; a variable may have given the whole table it stands in."""
    table = origins.get(path[:2], "")
    return origins.get(path) or (table if table.startswith(PREFIX) else "default")


def _leaves(settings: Settings) -> Iterator[tuple[KeyPath, Any]]:
    for section in _SECTIONS:
        for key, value in getattr(settings, section):
            yield from _branches((section, key), value)
    for array in _ARRAYS:
        for index, item in enumerate(getattr(settings, array)):
            for key, value in item:
                yield (array, index, key), value


def _branches(path: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    """A value, or what a table of values holds."""
    inside = dict(value) if isinstance(value, Section | dict) else {}
    if not inside:
        yield path, None if value == {} else value
    for key, item in inside.items():
        yield from _branches((*path, key), item)


def _show(path: KeyPath, value: Any) -> str:
    if isinstance(value, SecretStr):
        return '"***"'
    if path == ("mail", "password_command") and value:
        return f"[{_spell(value[0])}, …]"
    if isinstance(value, tuple):
        return f"[{', '.join(_spell(item) for item in value)}]"
    return "not set" if value is None else _spell(value)
