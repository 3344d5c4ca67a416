"""Work is done in a child that has limits, is ended when it passes them, and leaves nothing behind."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.adapters import sandbox as sandbox_module
from tracker.adapters.sandbox import Limits, Sandbox
from tracker.errors import HostileInput, NotAFeed, RateLimited

EASY = Limits(cpu_seconds=5.0, wall_seconds=30.0)
"""The functions called here are Python's own `eval` and `exec`: importable everywhere, and able to do anything."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


def is_gone(pid: int) -> bool:
    """Whether a process has ended; waits a little for it."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_function_answers_from_another_process(sandbox: Sandbox) -> None:
    assert sandbox.pid is None
    pid = sandbox.call(EASY, os.getpid)
    assert pid == sandbox.pid != os.getpid()
    assert sandbox.call(EASY, os.getpid) == pid
    assert sandbox.call(EASY, int, "ff", base=16) == 255


def test_a_large_argument_and_a_large_answer_arrive_whole(sandbox: Sandbox) -> None:
    body = os.urandom(1 << 20) * 8
    assert sandbox.call(EASY, pickle.dumps, body) == pickle.dumps(body)


def test_an_error_of_ours_comes_back_as_itself(sandbox: Sandbox) -> None:
    with pytest.raises(NotAFeed) as refused:
        sandbox.call(EASY, exec, "from tracker.errors import NotAFeed\nraise NotAFeed('empty body')")
    assert str(refused.value) == "empty body"
    with pytest.raises(RateLimited) as limited:
        sandbox.call(EASY, exec, "from tracker.errors import RateLimited\nraise RateLimited('slow down', 30.0)")
    assert limited.value.retry_after == 30.0
    assert sandbox.pid is not None, "an error of ours ends no child"


def test_a_bug_comes_back_with_the_traceback_of_the_child(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError) as bug:
        sandbox.call(EASY, eval, "1 / 0")
    (note,) = bug.value.__notes__
    assert note.startswith("in the child process:\nTraceback")
    assert "ZeroDivisionError" in note
    assert capfd.readouterr() == ("", "")


def test_a_bug_that_cannot_be_sent_is_told_as_text(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match=r"Odd: .'lambda'"):
        sandbox.call(EASY, exec, "class Odd(Exception): pass\nraise Odd('lambda', lambda: 0)")


def test_an_answer_that_cannot_be_sent_is_a_bug(sandbox: Sandbox) -> None:
    with pytest.raises(Exception, match="pickle"):
        sandbox.call(EASY, eval, "lambda: 0")
    assert sandbox.call(EASY, eval, "7") == 7


class Inner:
    @staticmethod
    def function() -> int:
        return 7


@pytest.mark.parametrize("function", [lambda: 7, [].append, Inner.function], ids=["lambda", "method", "of a class"])
def test_a_function_that_a_child_cannot_import_is_refused(sandbox: Sandbox, function: object) -> None:
    with pytest.raises(ValueError, match="can only import functions of a module"):
        sandbox.call(EASY, function)  # type: ignore[arg-type]
    assert sandbox.pid is None


def test_calls_from_several_threads_wait_for_each_other(sandbox: Sandbox) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(sandbox.call(EASY, abs, -n))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(20))


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────

SPIN = "while True: pass"


def test_a_call_that_takes_too_long_on_the_processor_is_ended(sandbox: Sandbox) -> None:
    before = sandbox.call(EASY, os.getpid)
    started = time.monotonic()
    with pytest.raises(HostileInput, match=r"took more than the 0\.4 s of processor time it may"):
        sandbox.call(Limits(cpu_seconds=0.4, wall_seconds=30.0), exec, SPIN)
    assert time.monotonic() - started < 10
    assert is_gone(before)
    assert sandbox.call(EASY, os.getpid) != before


@pytest.mark.thorough
def test_time_on_the_processor_is_counted_from_the_beginning_of_each_call(sandbox: Sandbox) -> None:
    half = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    for _ in range(4):
        sandbox.call(Limits(cpu_seconds=1.0, wall_seconds=30.0), exec, half)


def test_code_that_puts_off_the_timer_meets_the_limit_of_the_system(sandbox: Sandbox) -> None:
    stubborn = f"import signal\nsignal.setitimer(signal.ITIMER_PROF, 0)\n{SPIN}"
    with pytest.raises(HostileInput, match="processor time"):
        sandbox.call(Limits(cpu_seconds=0.2, wall_seconds=30.0), exec, stubborn)


def test_a_call_that_only_waits_is_ended_by_the_clock(sandbox: Sandbox) -> None:
    pid = sandbox.call(EASY, os.getpid)
    with pytest.raises(HostileInput, match=r"took longer than the 0\.3 s it may"):
        sandbox.call(Limits(cpu_seconds=5.0, wall_seconds=0.3), time.sleep, 60)
    assert is_gone(pid)


def test_a_child_that_does_not_read_its_request_is_ended_by_the_clock(sandbox: Sandbox) -> None:
    os.kill(sandbox.call(EASY, os.getpid), signal.SIGSTOP)
    with pytest.raises(HostileInput, match="took longer"):
        sandbox.call(Limits(cpu_seconds=5.0, wall_seconds=0.3), len, bytes(1 << 20))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not keep limits of memory")
def test_a_call_that_takes_too_much_memory_fails_alone(sandbox: Sandbox) -> None:
    before = sandbox.call(EASY, os.getpid)
    with pytest.raises(HostileInput, match="took more than the 112 MB of memory it may"):
        sandbox.call(EASY, eval, "[bytearray(1 << 20) for _ in range(300)]")
    assert sandbox.call(EASY, os.getpid) != before


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say how large a process is")
def test_a_child_that_has_grown_is_followed_by_a_fresh_one(sandbox: Sandbox) -> None:
    before = sandbox.call(EASY, os.getpid)
    sandbox.call(EASY, exec, "import builtins\nbuiltins.kept = [bytearray(1 << 20) for _ in range(70)]")
    assert is_gone(before)
    assert sandbox.call(EASY, os.getpid) != before


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_call_that_crashes_its_process_fails_alone(sandbox: Sandbox, number: signal.Signals) -> None:
    with pytest.raises(HostileInput, match=rf"ended the process that read it \({number.name}\)"):
        sandbox.call(EASY, exec, f"import os\nos.kill(os.getpid(), {int(number)})")
    assert sandbox.call(EASY, abs, -1) == 1


def test_a_child_that_leaves_without_a_word_is_a_bug(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="ended with exit code 3"):
        sandbox.call(EASY, os._exit, 3)
    assert sandbox.call(EASY, abs, -1) == 1


def test_a_child_that_was_killed_while_idle_costs_one_call(sandbox: Sandbox) -> None:
    os.kill(sandbox.call(EASY, os.getpid), signal.SIGKILL)
    with pytest.raises(HostileInput, match="SIGKILL"):
        sandbox.call(EASY, len, bytes(1 << 20))
    assert sandbox.call(EASY, abs, -1) == 1


def test_a_child_that_cannot_start_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(preload=("no_such_module",)) as broken, pytest.raises(RuntimeError, match="no child process can be"):
        broken.call(EASY, abs, -1)
    assert "no_such_module" in capfd.readouterr().err


# ── what a child has and leaves ─────────────────────────────────────────────────────────────────────


def test_after_many_calls_a_fresh_child_takes_over() -> None:
    with Sandbox(calls=3) as box:
        pids = [box.call(EASY, os.getpid) for _ in range(7)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]
    assert all(is_gone(pid) for pid in pids)


def test_a_closed_sandbox_ends_its_child_and_can_be_used_again(sandbox: Sandbox) -> None:
    before = sandbox.call(EASY, os.getpid)
    sandbox.close()
    assert is_gone(before)
    sandbox.close()
    assert sandbox.call(EASY, os.getpid) != before


def test_a_sandbox_that_is_forgotten_ends_its_child() -> None:
    box = Sandbox()
    pid = box.call(EASY, os.getpid)
    del box
    assert is_gone(pid)


def test_a_child_speaks_to_nobody_but_its_parent(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    sandbox.call(EASY, exec, "import sys, os\nprint('heard')\nos.write(1, b'heard')\nassert sys.stdin.read() == ''")
    assert sandbox.call(EASY, abs, -1) == 1
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not say what a process holds")
def test_a_child_has_none_of_its_parent_s_sockets_and_secrets(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSIMPACT__MAIL__PASSWORD", "hunter2")
    with socket.socket() as held:
        held.set_inheritable(True)
        pid = sandbox.call(EASY, os.getpid)
        links = [os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()]
        assert len(links) >= 5
        assert [link for link in links if link.startswith("socket:")] == []
    assert sandbox.call(EASY, os.getenv, "NEWSIMPACT__MAIL__PASSWORD") is None


def test_ctrl_c_in_a_terminal_reaches_the_parent_only(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    pid = sandbox.call(EASY, os.getpid)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(pid, number)
    assert sandbox.call(EASY, os.getpid) == pid
    assert capfd.readouterr() == ("", "")


def test_an_interrupted_call_ends_its_child(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = sandbox.call(EASY, os.getpid)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox_module, "_wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sandbox.call(EASY, abs, -1)
    monkeypatch.undo()
    assert is_gone(pid)
    assert sandbox.call(EASY, abs, -2) == 2


PARENT = """
import os, sys, time
from tracker.adapters.sandbox import Limits, Sandbox

print("this line is the parent's own, and stands here once", file=sys.stderr)
box = Sandbox()
print(box.call(Limits(cpu_seconds=5, wall_seconds=30), os.getpid), flush=True)
{}
"""


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("", id="ends"),
        pytest.param("raise SystemExit(3)", id="leaves"),
        pytest.param("os._exit(0)", id="leaves in a hurry"),
        pytest.param("os.kill(os.getpid(), 9)", id="is killed"),
    ],
)
def test_a_child_ends_with_its_parent_and_never_runs_its_script(tmp_path: Path, end: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(PARENT.format(end))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, env=environment)
    assert is_gone(int(run.stdout))
    assert run.stderr == "this line is the parent's own, and stands here once\n"
