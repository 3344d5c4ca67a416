"""A process as it is shipped, with the session that yfinance makes by itself: by proxy and TLS to a Yahoo on loopback.

Nothing in the process knows that it is tested. Its environment names a proxy and an authority of the test's own, as
that of a user behind a company's proxy does.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from socketserver import _SocketWriter
from typing import Any

import pytest

from pipelines.place import SessionCalendar
from tracker.clock import ManualClock, SystemClock
from tracker.demo.servers import YahooServer, _Handler
from tracker.ports import Clock

ROOT = Path(__file__).parents[2]
CERTIFICATES = """
req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2
    -subj /CN=newsimpact-tests -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout leaf.key -out leaf.csr -subj /CN=yahoo
x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out leaf.pem -days 2 -extfile names
"""
NAMES = (
    "subjectAltName=DNS:*.yahoo.com,DNS:*.finance.yahoo.com\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority (ca.pem) and a certificate of Yahoo's names that it has signed (leaf.pem)."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the program openssl is absent; it makes the certificates of this test")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "names").write_text(NAMES)
    for command in CERTIFICATES.replace("\n    ", " ").strip().splitlines():
        subprocess.run([openssl, *command.split()], cwd=folder, check=True, capture_output=True, timeout=30)
    return folder


class ProxiedYahoo(YahooServer):
    """A proxy behind which every host is Yahoo."""

    def __init__(self, authority: Path, clock: Clock, **tables: Path) -> None:
        super().__init__(clock=clock, **tables)  # type: ignore[arg-type]
        self.authority = authority
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(authority / "leaf.pem", authority / "leaf.key")
        self.tunnels: list[str] = []
        self._server.RequestHandlerClass = partial(_TunnelHandler, self)  # type: ignore[assignment]

    def environment(self, home: Path) -> dict[str, str]:
        own = str(self.authority / "ca.pem")
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "HTTPS_PROXY": f"http://127.0.0.1:{self.port}",
            "NO_PROXY": "",
            **dict.fromkeys(("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"), own),
        }


class _TunnelHandler(_Handler):
    owner: ProxiedYahoo

    def do_CONNECT(self) -> None:
        self.owner.tunnels.append(self.path)
        self.send_response_only(200, "Connection established")
        self.end_headers()
        with self.owner.tls.wrap_socket(self.connection, server_side=True) as inside:
            self.rfile, self.wfile = inside.makefile("rb"), _SocketWriter(inside)  # type: ignore[assignment]
            self.handle_one_request()
        self.close_connection = True


def write(path: Path, header: str, rows: list[tuple[Any, ...]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(rows)
    return path


def run(server: ProxiedYahoo, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=server.environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        '[prices]\nrequests_per_second = 10.0\n[[instrument]]\nsymbol = "SPY"\nname = "Market fund"\n'
        'exchange = "XNYS"\nbenchmark = "SPY"\nkind = "fund"\n'
    )
    return path


@pytest.fixture
def lately(authority: Path, tmp_path: Path) -> Iterator[ProxiedYahoo]:
    """Yahoo with the daily bars of the year up to now."""
    today = SystemClock().now().date()
    calendar = SessionCalendar.load("XNYS", today - timedelta(days=400), today + timedelta(days=10))
    days = calendar.sessions(today - timedelta(days=380), today)
    rows = [(day, "SPY", 600, 601, 599, 600 + n / 8, 1000 + n) for n, day in enumerate(days)]
    table = write(tmp_path / "daily.csv", "date symbol open high low close volume", rows)
    with ProxiedYahoo(authority, SystemClock(), prices_csv_path=table) as server:
        yield server


@pytest.mark.thorough
def test_the_command_fetches_daily_bars_through_a_proxy_and_tls(
    lately: ProxiedYahoo, settings: Path, tmp_path: Path
) -> None:
    place = ["--config", str(settings), "--data", str(tmp_path / "data")]
    done = run(lately, tmp_path, "-m", "tracker", *place, "prices", "update", "SPY")
    assert done.returncode == 0, done.stderr
    given = re.search(r"SPY .* ok +(\d+) ", done.stdout)
    assert given is not None and int(given.group(1)) > 100, done.stdout
    assert "Warning" not in done.stderr and "yfinance" not in done.stderr
    assert {"query2.finance.yahoo.com:443", "fc.yahoo.com:443"} <= set(lately.tunnels)
    # Bars of minutes were asked for too; there are none here.
    daily = [one for one in lately.log if one.request.query.get("interval") == "1d" and "period1" in one.request.query]
    assert daily[-1].status == 200
    assert "Chrome/" in daily[-1].request.headers["user-agent"]  # the session that yfinance makes by itself
    assert (tmp_path / "data" / "yfinance" / "tkr-tz.db").is_file() and not (tmp_path / "cache").exists()


FETCH = """
import json, sys
from datetime import date, datetime
from pathlib import Path
from tracker.adapters.prices_yahoo import YahooProvider
from tracker.records import BarRequest

yahoo, now = YahooProvider(cache=Path(sys.argv[1]), requests_per_second=20.0), datetime.fromisoformat(sys.argv[2])
for interval in ("5m", "1m"):
    request = BarRequest(symbol="ACME", interval=interval, first=date(2026, 7, 1), last=date(2026, 7, 1))
    batch = yahoo.fetch(request, now)
    print(json.dumps([[bar.start.isoformat(), bar.close, bar.volume] for bar in batch.items]))
    print(len(batch.problems), file=sys.stderr)
"""


def test_intraday_bars_with_extended_hours_come_through_a_proxy_and_tls(authority: Path, tmp_path: Path) -> None:
    now = datetime(2026, 7, 2, 1, tzinfo=UTC)
    opening = datetime(2026, 7, 1, 8, tzinfo=UTC)  # four in the morning in New York
    bars = [(opening + timedelta(minutes=5 * n), "5m", 50 + n / 8, 0) for n in range(192)]
    bars += [(opening + timedelta(minutes=330 + n), "1m", 70 + n / 8, 100 + n) for n in range(30)]
    rows = [(at.isoformat(), "ACME", kind, price, price, price, price, volume) for at, kind, price, volume in bars]
    tables = {
        "prices_csv_path": write(
            tmp_path / "daily.csv",
            "date symbol open high low close volume",
            [(date(2026, 7, 1), "ACME", 50, 51, 49, 50, 9)],
        ),
        "intraday_csv_path": write(tmp_path / "bars.csv", "ts symbol interval open high low close volume", rows),
    }
    with ProxiedYahoo(authority, ManualClock(now), **tables) as server:
        done = run(server, tmp_path, "-c", FETCH, str(tmp_path / "cache-of-ours"), now.isoformat())
    assert (done.returncode, done.stderr) == (0, "0\n0\n")
    for interval, line in zip(("5m", "1m"), done.stdout.splitlines(), strict=True):
        assert json.loads(line) == [
            [at.isoformat(), price, volume] for at, kind, price, volume in bars if kind == interval
        ]
    assert (tmp_path / "cache-of-ours" / "tkr-tz.db").is_file()
