"""An incident's cells summed, for formats with fewer boxes than the ledger: low, best, high by who was harmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from warmonitor.ledger.views import parts
from warmonitor.model import Cell, Harm, Incident, Record


class Figure(Record):
    """A summed figure. `low` is 0 where no claim sets a floor; `high` is null where some claim is open above."""

    low: int = 0
    best: int = 0
    high: int | None = 0

    def __bool__(self) -> bool:
        return bool(self.best or self.high or self.high is None)


def best_of(cell: Cell) -> int:
    """The single number of a cell: the policy's best, else its low end, else 0 ("up to 10" may be none)."""
    if cell.best is not None:
        return cell.best
    return cell.low or 0


def total(cells: Iterable[Cell]) -> Figure:
    """The sum of cells that do not overlap."""
    low = best = high = 0
    is_open = False
    for cell in cells:
        low += cell.low or 0
        best += best_of(cell)
        high += max(cell.high if cell.high is not None else 0, best_of(cell))
        is_open |= cell.high is None
    return Figure(low=low, best=best, high=None if is_open else high)


def whole_cells(incident: Incident, harm: Harm) -> tuple[Cell, ...]:
    """The cells of a harm that add up: those whose people no other cell of the incident counts already."""
    return tuple(c for c, part in zip(incident.cells, parts(incident.cells)) if c.harm == harm and not part)


def harmed(incident: Incident, harm: Harm, keep: Callable[[Cell], bool] = lambda _: True) -> Figure:
    """The figure of a harm over the cells that `keep` keeps."""
    return total(c for c in whole_cells(incident, harm) if keep(c))


def group(incident: Incident, harm: Harm, name: str) -> Figure:
    """The figure of a subgroup ("children"), over every status and side."""
    return total(c for c in incident.cells if c.harm == harm and c.group == name)


def civilian(cell: Cell) -> bool:
    """Whether a cell counts civilians."""
    return cell.status == "civilian"


def combatant(cell: Cell) -> bool:
    """Whether a cell counts fighters."""
    return cell.status == "combatant"


def unknown(cell: Cell) -> bool:
    """Whether nobody says if a cell's people were civilians."""
    return cell.status == "unknown"
