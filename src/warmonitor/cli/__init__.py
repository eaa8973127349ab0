"""The command. One module here a family of verbs; each has `register(commands)` that adds its parsers.

A verb's parser sets `run`, a function from the parsed arguments to an exit code: 0 done, 1 something could not be
read or does not hold, 2 the command itself was wrong.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from warmonitor.errors import WarmonitorError

FAMILIES = ("read", "ingest", "ask", "judge", "export", "gazetteer", "serve", "token")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="warmonitor", description="Reads reports of armed conflict and keeps the ledger."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for family in FAMILIES:
        try:
            module = importlib.import_module(f"{__name__}.{family}")
        except ModuleNotFoundError as missing:
            if missing.name == f"{__name__}.{family}":
                continue
            raise
        module.register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a warmonitor error is one line on standard error, never a traceback."""
    args = parser().parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except WarmonitorError as error:
        print(f"warmonitor: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("warmonitor: stopped", file=sys.stderr)
        return 130
