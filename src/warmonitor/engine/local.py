"""Reading many reports on one machine, with as many processes as it has cores; in order, as a plain loop would."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from warmonitor import claims as reading
from warmonitor.model import Claim, Report

Reader = Callable[[Report], list[Claim]]
Read = list[tuple[Report, list[Claim]]]

CHUNK = 32
"""Reports handed to a process at once: enough that handing over costs little, few enough that progress shows."""
ALONE = 200
"""Reports read before other processes are started."""
_AHEAD = 3


def claims(
    reports: Iterable[Report],
    *,
    processes: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int], object] | None = None,
    reader: Reader | None = None,
) -> Iterator[Claim]:
    """The claims of all reports, in the order of the reports; see `read`."""
    for _, found in read(reports, processes=processes, chunk=chunk, progress=progress, reader=reader):
        yield from found


def read(
    reports: Iterable[Report],
    *,
    processes: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int], object] | None = None,
    reader: Reader | None = None,
) -> Iterator[tuple[Report, list[Claim]]]:
    """Every report with its claims, in order, the same whatever the number of `processes` (null: one a core).

    `progress` is called with the number of reports read so far. Reports are taken from their iterator only as far ahead
    as the processes need, so a million of them need no more memory than a thousand. With more than one process, a
    script that calls this must do so under `if __name__ == "__main__":`, since every process imports it again.
    `reader` is `warmonitor.claims.read` unless another function, defined at the top of a module, is given.
    """
    done = 0
    for part in _chunks(reports, processes or os.cpu_count() or 1, max(1, chunk), reader or reading.read):
        yield from part
        done += len(part)
        if progress:
            progress(done)


def _chunks(reports: Iterable[Report], processes: int, size: int, reader: Reader) -> Iterator[Read]:
    source = iter(reports)
    chunks = iter(lambda: list(itertools.islice(source, size)), [])
    alone = 0
    # The first are read here: starting processes costs as much as they do, and what a reader makes ready on first use
    # (the compiled gazetteer) is then made once, not by every process.
    for chunk in chunks:
        yield _read(reader, chunk)
        alone += len(chunk)
        if processes > 1 and alone >= ALONE:
            break
    else:
        return
    # Spawned, not forked: a fork would copy the caller's threads and locks half way through what they do.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from _in_order(pool, reader, chunks, processes * _AHEAD)


def _in_order(pool: ProcessPoolExecutor, reader: Reader, chunks: Iterable[list[Report]], ahead: int) -> Iterator[Read]:
    waiting: deque[Future[Read]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_read, reader, chunk))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _read(reader: Reader, reports: list[Report]) -> Read:
    return [(report, reader(report)) for report in reports]
