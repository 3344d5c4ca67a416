"""Runs one function at a time in a child process that can be killed.

What must never happen: work on hostile input holds up or fills the process that asked for it; a child outlives its
parent; a child is handed the parent's sockets, or its terminal to write to.

How it works. The child is this module run as a program (`python -m tracker.adapters.sandbox`), started when the
first call comes. A call is a pickle of function and arguments on its standard input, an answer a pickle on its
standard output, each behind its length. The function goes by reference, so it has to be importable, and the child
imports it before its time is counted. Time on the processor and private memory are limited by the system, in the
child; time on the wall by the parent, which kills. A child that was killed, ran out of memory, has grown or has
answered many calls is followed by a fresh one. When the parent ends, however it ends, its end of the pipe closes,
and the child with it.

It deliberately does not: know what the functions do; start children with `multiprocessing`, which would run the
user's own script again; or keep secrets from the child. It bounds what input can cost; it is no wall against code.
POSIX only. Limits of memory hold on Linux; elsewhere the system may not keep them.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
import traceback
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, ParamSpec, TypeVar

from tracker.clock import monotonic
from tracker.errors import HostileInput, TrackerError

P = ParamSpec("P")
T = TypeVar("T")

MEMORY_BYTES: Final = 112 * 1024 * 1024
"""Of private memory. With the libraries it shares, about 30 MB, the child stays below 150 MB."""
CALLS: Final = 500
"""Answered by one child: libraries in C leak a little."""
START_SECONDS: Final = 60.0
"""For a child to start and import: it takes a quarter of a second on a quiet machine."""

_LENGTH = 8
_VALUE, _ERROR, _BUG, _MEMORY = "value", "error", "bug", "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call may cost."""

    cpu_seconds: float
    wall_seconds: float
    """Larger than the first, so that a busy machine is not taken for hostile input."""


class Sandbox:
    """A child process, when there is something to do. Calls from several threads wait for each other."""

    def __init__(self, *, preload: Sequence[str] = (), memory_bytes: int = MEMORY_BYTES, calls: int = CALLS) -> None:
        """preload: modules a child imports when it starts, before any call's time is counted."""
        self._command = (*_COMMAND, str(memory_bytes), *preload)
        self._memory = memory_bytes
        self._calls = calls
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def call(self, limits: Limits, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns or raises, as if it had been called here.

        Raises HostileInput when it cost more than it may, and ValueError for a function that a child cannot
        import. An exception that is no TrackerError carries the child's traceback as a note.
        """
        request = pickle.dumps((_reference(function), args, kwargs, limits.cpu_seconds), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            kind, payload, spent = self._ask(request, limits)
            if spent:
                self._end_child()
        if kind == _VALUE:
            return payload  # type: ignore[no-any-return]  # the child returns what the function does
        if kind == _MEMORY:
            raise HostileInput(f"took more than the {self._memory // 2**20} MB of memory it may")
        raise payload

    def close(self) -> None:
        """End the child. A later call starts another."""
        with self._lock:
            self._end_child()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        child = self._child
        return child.pid if child else None

    def _ask(self, request: bytes, limits: Limits) -> tuple[str, Any, bool]:
        child = self._child = self._child or _Child(self._command)
        try:
            reply = child.ask(request, monotonic() + limits.wall_seconds)
        except _Silence:
            self._end_child()
            raise HostileInput(f"took longer than the {limits.wall_seconds:g} s it may") from None
        except _Death as death:
            self._end_child()
            raise _cause(death.status, limits) from None
        except BaseException:
            self._end_child()  # after an interrupted call nobody knows what the pipe holds
            raise
        kind, payload, grown = pickle.loads(reply)
        child.answered += 1
        return kind, payload, grown or kind == _MEMORY or child.answered >= self._calls

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def _reference(function: Callable[..., Any]) -> tuple[str, str]:
    module, name = getattr(function, "__module__", ""), getattr(function, "__qualname__", "")
    if module == "__main__" or getattr(sys.modules.get(module), name, None) is not function:
        raise ValueError(f"{module}.{name or function}: a child process can only import functions of a module")
    return module, name


def _cause(status: int, limits: Limits) -> Exception:
    if status in (-signal.SIGXCPU, -signal.SIGPROF):
        return HostileInput(f"took more than the {limits.cpu_seconds:g} s of processor time it may")
    if status < 0:
        return HostileInput(f"ended the process that read it ({signal.Signals(-status).name})")
    return RuntimeError(f"the child process ended with exit code {status}; what it said is on stderr")


# ── the parent's side of the pipes ──────────────────────────────────────────────────────────────────

_COMMAND = (sys.executable, "-P", "-m", "tracker.adapters.sandbox")


class _Silence(Exception):
    """No answer in time."""


class _Death(Exception):
    """The child ended without an answer. `status`: its exit code, or the signal that ended it, negative."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Child:
    """A running child. Ended when it is forgotten, and when this process ends in an orderly way."""

    def __init__(self, command: Sequence[str]) -> None:
        self.answered = 0
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=_environment(os.environ)
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        for pipe in (self._to, self._from):
            os.set_blocking(pipe, False)
        self._finalizer = weakref.finalize(self, _end, self._process)
        try:
            self._read(monotonic() + START_SECONDS)  # it says that it is ready
        except (_Silence, _Death) as error:
            self._finalizer()
            raise RuntimeError(f"no child process can be started ({error!r}); what it said is on stderr") from None

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: bytes, deadline: float) -> bytes:
        """The answer to a request. Raises _Silence at the deadline and _Death when there is nobody to answer."""
        try:
            self._write(len(request).to_bytes(_LENGTH, "big"), deadline)
            self._write(request, deadline)
        except BrokenPipeError:
            raise _Death(self._process.wait()) from None
        return self._read(deadline)

    def end(self) -> None:
        self._finalizer()

    def _write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            _wait(self._to, select.POLLOUT, deadline)
            view = view[os.write(self._to, view[:65_536]) :]

    def _read(self, deadline: float) -> bytes:
        return self._read_exactly(int.from_bytes(self._read_exactly(_LENGTH, deadline), "big"), deadline)

    def _read_exactly(self, count: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while count:
            _wait(self._from, select.POLLIN, deadline)
            part = os.read(self._from, min(count, 1 << 20))
            if not part:
                raise _Death(self._process.wait())
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def _wait(pipe: int, event: int, deadline: float) -> None:
    """Return when a pipe can be read or written, or was closed. Raises _Silence at the deadline."""
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(deadline - monotonic(), 0) * 1_000):
        raise _Silence


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Ours, without the settings and secrets of this program, and with its ways to modules."""
    kept = {name: value for name, value in ours.items() if not name.startswith("NEWSIMPACT")}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(Path(path or ".").resolve()) for path in sys.path)}


# ── the child ───────────────────────────────────────────────────────────────────────────────────────


def serve(memory_bytes: int, preload: Sequence[str]) -> None:
    """Answer calls until the parent closes the pipe."""
    requests, answers = _own_pipes()
    # Sent to every process of a terminal or service. What to do about it is the parent's to decide.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGXCPU, signal.SIGPROF):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in preload:
        importlib.import_module(name)
    _limit(resource.RLIMIT_DATA, memory_bytes)
    _send(answers, b"ready")
    while (size := _receive(requests, _LENGTH)) is not None:
        _send(answers, _answer(requests, int.from_bytes(size, "big"), memory_bytes))


def _answer(requests: int, size: int, memory_bytes: int) -> bytes:
    try:
        kind, payload = _outcome(_receive(requests, size) or bytearray())
        return _packed(kind, payload, _private_bytes() > memory_bytes // 2)
    except MemoryError:
        return _NO_MEMORY


def _packed(kind: str, payload: Any, grown: bool) -> bytes:
    try:
        return pickle.dumps((kind, payload, grown), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except Exception as error:  # an answer that cannot be sent is a bug of whoever gave it
        return pickle.dumps((_BUG, _with_traceback(error), grown), pickle.HIGHEST_PROTOCOL)


_NO_MEMORY = pickle.dumps((_MEMORY, None, True))


def _outcome(request: bytearray) -> tuple[str, Any]:
    (module, name), args, kwargs, cpu_seconds = pickle.loads(request)
    del request  # it may be as large as everything else
    function = getattr(importlib.import_module(module), name)
    _arm(cpu_seconds)
    try:
        return _VALUE, function(*args, **kwargs)
    except MemoryError:
        raise
    except TrackerError as error:
        return _ERROR, error
    except Exception as error:
        return _BUG, _with_traceback(error)
    finally:
        _disarm()


def _with_traceback(error: Exception) -> Exception:
    """The error with its traceback as a note; another one in its place when it cannot be sent."""
    told = "in the child process:\n" + "".join(traceback.format_exception(error))
    try:
        error.add_note(told)
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(told)
    return error


def _arm(cpu_seconds: float) -> None:
    """End this process when it has used that much more time on the processor.

    By a timer, which is exact, and by the limit of the system, which counts whole seconds, and which code in
    the way of the timer cannot put off.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + cpu_seconds))
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def _disarm() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)


def _limit(what: int, value: int) -> None:
    """Set the soft limit, as far as the hard one allows."""
    _, hard = resource.getrlimit(what)
    capped = value if hard == resource.RLIM_INFINITY else hard if value == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (capped, hard))


def _private_bytes() -> int:
    """Private memory in use; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    except OSError:
        return 0


def _own_pipes() -> tuple[int, int]:
    """Standard input and output for ourselves; whoever else reads or writes them finds nothing."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, answers


def _receive(pipe: int, count: int) -> bytearray | None:
    """Exactly so many bytes; None when the pipe was closed."""
    data = bytearray(count)
    view = memoryview(data)
    while view:
        size = os.readv(pipe, [view])
        if not size:
            return None
        view = view[size:]
    return data


def _send(pipe: int, data: bytes) -> None:
    view = memoryview(len(data).to_bytes(_LENGTH, "big") + data)
    while view:
        view = view[os.write(pipe, view) :]


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # the parent has ended
        serve(int(sys.argv[1]), sys.argv[2:])
