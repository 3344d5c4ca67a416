"""Every mailer hands a message over unchanged, or says whether to try again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tracker.adapters.mail_file import FileMailer
from tracker.adapters.mail_smtp import SmtpMailer
from tracker.errors import ConfigError, MailDelayed, MailRefused
from tracker.ports import Mailer

MESSAGE = (
    b"Subject: CRWV -13.0%\r\nFrom: a@news.example\r\nTo: b@news.example\r\n\r\nCoreWeave fell.\r\n.leading dot\r\n"
)


@dataclass
class Postbox:
    """An SMTP server's handler that keeps messages or answers as told."""

    got: list[bytes] = field(default_factory=list)
    answer_rcpt: str | None = None
    answer_data: str | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer_rcpt:
            return self.answer_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer_data:
            return self.answer_data
        self.got.append(envelope.content)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    box: Postbox
    port: int

    def mailer(self, **more: Any) -> SmtpMailer:
        settings = {"host": "127.0.0.1", "port": self.port, "security": "none", "timeout_seconds": 5.0, **more}
        return SmtpMailer(**settings)


@pytest.fixture
def server() -> Iterator[Running]:
    box = Postbox()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        auth_require_tls=False,
        authenticator=lambda server, session, envelope, mechanism, data: AuthResult(
            success=data.password == b"right", handled=False
        ),
    )
    controller.start()
    yield Running(box, controller.port)
    controller.stop()


@pytest.fixture(params=["file", "smtp"])
def mailer_and_got(request: pytest.FixtureRequest, tmp_path: Path, server: Running) -> tuple[Mailer, Any]:
    if request.param == "file":
        return FileMailer(tmp_path / "mail"), lambda: [p.read_bytes() for p in (tmp_path / "mail").iterdir()]
    return server.mailer(), lambda: server.box.got


def test_the_message_arrives_byte_for_byte(mailer_and_got: tuple[Mailer, Any]) -> None:
    mailer, got = mailer_and_got
    mailer.send(MESSAGE, "a@news.example", "b@news.example")
    assert got() == [MESSAGE]


def test_a_folder_that_cannot_be_written_delays_the_message(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file is in the way")
    with pytest.raises(MailDelayed, match="mail"):
        FileMailer(tmp_path / "mail").send(MESSAGE, "a@news.example", "b@news.example")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("451 try later", MailDelayed, id="4xx is for now"),
        pytest.param("550 no such user", MailRefused, id="5xx is for good"),
    ],
)
@pytest.mark.parametrize("where", ["answer_rcpt", "answer_data"])
def test_the_server_s_code_decides_whether_to_try_again(
    server: Running, where: str, answer: str, kind: type[Exception]
) -> None:
    setattr(server.box, where, answer)
    with pytest.raises(kind, match=answer[4:]):
        server.mailer().send(MESSAGE, "a@news.example", "b@news.example")


def test_a_server_that_is_down_delays_the_message() -> None:
    mailer = SmtpMailer(host="127.0.0.1", port=free_port(), security="none", timeout_seconds=2.0)
    with pytest.raises(MailDelayed, match=r"127\.0\.0\.1"):
        mailer.send(MESSAGE, "a@news.example", "b@news.example")


def test_a_server_without_starttls_is_refused_and_not_trusted_in_the_clear(server: Running) -> None:
    with pytest.raises(MailRefused, match="check security"):
        server.mailer(security="starttls").send(MESSAGE, "a@news.example", "b@news.example")
    assert server.box.got == []


def test_a_server_that_speaks_no_tls_delays_the_message(server: Running) -> None:
    with pytest.raises(MailDelayed):
        server.mailer(security="tls").send(MESSAGE, "a@news.example", "b@news.example")


def test_the_right_password_logs_in(server: Running) -> None:
    mailer = server.mailer(user="desk", password=lambda: "right")
    mailer.send(MESSAGE, "a@news.example", "b@news.example")
    assert server.box.got == [MESSAGE]


def test_a_wrong_password_waits_for_its_cure_and_shows_nowhere(server: Running) -> None:
    mailer = server.mailer(user="desk", password=lambda: "hunter2")
    with pytest.raises(MailDelayed, match="check user and password") as caught:
        mailer.send(MESSAGE, "a@news.example", "b@news.example")
    assert "hunter2" not in f"{caught.value}{mailer!r}"


def test_a_password_that_cannot_be_had_now_delays_the_message(server: Running) -> None:
    def locked() -> str:
        raise ConfigError(["mail.password_command: pass ended with exit code 1"])

    with pytest.raises(MailDelayed, match="password_command"):
        server.mailer(user="desk", password=locked).send(MESSAGE, "a@news.example", "b@news.example")


def test_a_server_that_stumbles_over_the_good_bye_has_the_message_all_the_same() -> None:
    class Rude(SMTP):
        async def smtp_QUIT(self, arg: str) -> None:
            await self.push("421 too tired")

    class RudeController(Controller):
        def factory(self) -> SMTP:
            return Rude(self.handler)

    box = Postbox()
    controller = RudeController(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        Running(box, controller.port).mailer().send(MESSAGE, "a@news.example", "b@news.example")
    finally:
        controller.stop()
    assert box.got == [MESSAGE]
