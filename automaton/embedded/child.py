"""From fork to program: a process of its own session, tied to its parent, with a log as its output.

A program is executed as usual, or, when the parent has imported its modules already, run in the forked
process itself. Eight Python processes that share what they imported take half the memory and a third of the
time to start (measured: docs/adr/0003-process-supervision.md).
"""

from __future__ import annotations

import atexit
import ctypes
import os
import runpy
import signal
import sys
import threading
import traceback
from pathlib import Path

from automaton.embedded.command import Command

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # linux/prctl.h
NOT_STARTED = 127  # what a shell answers for a program it cannot execute

_libc = ctypes.CDLL(None, use_errno=True)


def start(command: Command, log: Path) -> int:
    """Start ``command`` and return its pid."""
    # Forking is safe as long as there is nothing but the main thread, whose locks are known to be free;
    # and the parent-death signal follows the thread that forked, not the process.
    assert threading.active_count() == 1  # noqa: S101 - a bug of ours, not an input
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        # Whatever happens, a child never returns into its parent's code.
        try:
            _become_child(command, log, parent)
            _run_here(command) if command.is_preloaded else _execute(command)
        finally:
            os._exit(NOT_STARTED)
    return pid


def tie_to_parent(death_signal: signal.Signals, parent: int) -> None:
    """Have the kernel send this process ``death_signal`` when its parent dies."""
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel was told
        os._exit(NOT_STARTED)


def _become_child(command: Command, log: Path, parent: int) -> None:
    os.setsid()
    tie_to_parent(command.death_signal, parent)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(command.working_directory)


def _execute(command: Command) -> None:
    try:
        os.execvpe(command.argv[0], command.argv, dict(command.environment))  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.stderr.write(f"{command.argv[0]}: {error.strerror}\n")
        sys.stderr.flush()


def _run_here(command: Command) -> None:
    """What ``python -m module ...`` or ``python file ...`` does, from the point where the interpreter is up."""
    _libc.prctl(PR_SET_NAME, command.name.encode()[:15], 0, 0, 0)  # what top shows
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    _tie_grandchildren()
    os.environ.clear()
    os.environ.update(command.environment)
    code = 1
    try:
        if command.argv[1] == "-m":
            sys.argv = list(command.argv[2:])
            runpy.run_module(command.argv[2], run_name="__main__", alter_sys=True)
        else:
            sys.argv = list(command.argv[1:])
            runpy.run_path(command.argv[1], run_name="__main__")
        code = 0
    except SystemExit as request:
        code = _status(request)
    except BaseException:  # noqa: BLE001 - the interpreter's own last resort
        traceback.print_exc()
    # What the interpreter does at its end; processes that the program forks itself come by here as well.
    threading._shutdown()  # type: ignore[attr-defined]  # ends thread pools and waits for threads
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _tie_grandchildren() -> None:
    """Let what this program forks end with it as well.

    By themselves Gunicorn's workers notice within two seconds, and Celery's pool processes were seen to stay.
    """
    parent = 0

    def remember() -> None:
        nonlocal parent
        # Forked by another thread it would end with that thread.
        parent = os.getpid() if threading.current_thread() is threading.main_thread() else 0

    def tie() -> None:
        if parent:
            tie_to_parent(signal.SIGKILL, parent)

    os.register_at_fork(before=remember, after_in_child=tie)


def _status(request: SystemExit) -> int:
    """The exit status that the interpreter gives for sys.exit(...)."""
    if request.code is None:
        return 0
    if isinstance(request.code, int):
        return request.code & 0xFF
    sys.stderr.write(f"{request.code}\n")
    return 1
