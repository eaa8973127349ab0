"""A PostgreSQL server for the tests alone: in a temporary folder, reached by a socket, gone at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


def binaries() -> Path:
    """The folder of the newest server installed; the test is skipped where there is none, or fails if none may be."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        say = pytest.fail if os.environ.get("WARMONITOR_NO_SKIP") == "1" else pytest.skip
        say("no PostgreSQL server: install the package postgresql")
    return found[-1].parent


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server; the folder of its socket. Root starts it as the user postgres, which PostgreSQL demands."""
    programs = binaries()
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="wm-pg-"))
    try:
        if user:
            shutil.chown(folder, user)

        def run(program: str, *args: str) -> None:
            subprocess.run([programs / program, *args], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", settings, "-w", "start")
        try:
            yield str(folder)
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(socket: str, name: str) -> str:
    """A new, empty database; its URL."""
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as db:
        db.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(psycopg.sql.Identifier(name)))
        db.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"postgresql+psycopg://postgres@/{name}?host={socket}"
