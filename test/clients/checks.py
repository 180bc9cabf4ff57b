"""Counts what holds: each check is a function, its name says what should happen; `report` prints
the line that `.ci/run` reads.
"""

import os
import sys
import traceback

URL = os.environ.get("MAAS_URL", "http://127.0.0.1:8080")
HOST = URL.split("://", 1)[1].rstrip("/")

_outcomes = []


def check(run):
    """Runs at once; a coroutine is for `check_async`."""
    _note(run.__name__, run)
    return run


async def check_async(run):
    try:
        await run()
        _outcomes.append((run.__name__, None))
    except Exception:
        _outcomes.append((run.__name__, traceback.format_exc()))


def raises(kind, call, *contents):
    """The error that a call ends with, which must tell of all these."""
    try:
        call()
    except kind as error:
        for content in contents:
            assert content in str(error), f"{content!r} is not in {error}"
        return error
    raise AssertionError(f"no {kind.__name__}")


async def raises_async(kind, call, *contents):
    try:
        await call
    except kind as error:
        for content in contents:
            assert content in str(error), f"{content!r} is not in {error}"
        return error
    raise AssertionError(f"no {kind.__name__}")


def _note(name, run):
    try:
        run()
        _outcomes.append((name, None))
    except Exception:
        _outcomes.append((name, traceback.format_exc()))


def report(client):
    failed = [(name, trace) for name, trace in _outcomes if trace]
    for name, trace in failed:
        print(f"FAILED {name}\n{trace}")
    print(
        f"{client}: {', '.join(name.replace('_', ' ') for name, trace in _outcomes if not trace)}"
    )
    print(f"{len(_outcomes) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)
