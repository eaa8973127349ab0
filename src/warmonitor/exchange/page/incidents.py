"""One incident on the page: what is known, by whom it is said, in which words."""

from __future__ import annotations

from html import escape

from warmonitor.exchange.codes import countries
from warmonitor.exchange.figures import harmed
from warmonitor.exchange.quoting import cited, quote
from warmonitor.exchange.records import Entry, interval
from warmonitor.model import Cell, Claim, Harm, Incident, Period, Report

_HARMS: tuple[Harm, ...] = ("killed", "injured", "missing", "detained", "displaced")


def detail(entry: Entry) -> str:
    """The incident as a `details` element."""
    incident = entry.incident
    place, day = incident.place, incident.time.start or ""
    point = f' data-lat="{place.lat}" data-lon="{place.lon}"' if place.lat is not None and place.lon is not None else ""
    return (
        f'<details id="{escape(incident.id)}" data-day="{escape(day)}"{point}>\n'
        f"<summary><time>{escape(when(incident.time))}</time><b>{escape(where(incident))}</b>"
        f"<span>{escape(_event(incident))}</span><span>{escape(toll(incident))}</span></summary>\n"
        f"<div>{_facts(entry)}{_cells(incident)}{_quotes(entry)}</div></details>\n"
    )


def when(time: Period) -> str:
    """A period in words."""
    if time.start is None and time.end is None:
        return "no date"
    if time.start == time.end:
        return time.start or ""
    return f"{time.start or '…'} to {time.end or '…'}"


def where(incident: Incident) -> str:
    """A place with the units it lies in."""
    place = incident.place
    country = countries().get(place.country or "")
    parts = (
        place.name,
        place.admin1 if place.admin1 != place.name else None,
        country.name if country else place.country,
    )
    return ", ".join(dict.fromkeys(part for part in parts if part)) or "place not known"


def toll(incident: Incident) -> str:
    """The harm in words: "killed 3 to 5, injured 12"."""
    parts = ((harm, harmed(incident, harm)) for harm in _HARMS)
    said = [f"{harm} {interval(figure.low, figure.high)}" for harm, figure in parts if figure]
    return ", ".join(said) or "no one harmed"


def _event(incident: Incident) -> str:
    return incident.event.replace("_", " ") if incident.event != "unknown" else ""


def _facts(entry: Entry) -> str:
    incident = entry.incident
    facts = {
        "By": ", ".join(incident.perpetrators) or "not stated",
        "According to": ", ".join(cited(entry)),
        "That it happened": incident.happened or "",
        "Who did it": incident.attributed or "",
        "Place": f"precision {incident.place.precision} of 7" if incident.place.precision else "",
    }
    rows = "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in facts.items() if value)
    return f"<table>{rows}</table>"


def _cells(incident: Incident) -> str:
    rows = "".join(_cell(cell) for cell in incident.cells)
    head = "<tr><th>Harm</th><th>Who</th><th>Side</th><th>Figure</th><th>Claims</th></tr>"
    return f"<table>{head}{rows}</table>" if rows else ""


def _cell(cell: Cell) -> str:
    who = f"{cell.status}, {cell.group.replace('_', ' ')}" if cell.group else cell.status
    best = f" (best {cell.best})" if cell.best is not None and cell.low != cell.high else ""
    values = (cell.harm, who, cell.actor or "", interval(cell.low, cell.high) + best, str(len(cell.claims)))
    return "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in values) + "</tr>"


def _quotes(entry: Entry) -> str:
    reports = {report.id: report for report in entry.reports}
    # One sentence often states several claims; it is shown once.
    once = {(claim.report, quote(claim)): claim for claim in reversed(entry.claims) if claim.evidence}
    return "".join(_quote(claim, reports.get(claim.report)) for claim in reversed(once.values()))


def _quote(claim: Claim, report: Report | None) -> str:
    said = claim.source.name if claim.source else ""
    stance = claim.stance if claim.stance != "asserted" else ""
    outlet = _outlet(report) if report else ""
    parts = [escape(part) for part in (said, stance) if part] + ([outlet] if outlet else [])
    return f"<blockquote>{escape(quote(claim))}<footer>{' · '.join(parts)}</footer></blockquote>"


def _outlet(report: Report) -> str:
    name = escape(", ".join(part for part in (report.publisher, (report.published or "")[:10], report.title) if part))
    if report.url and report.url.startswith(("http://", "https://")):
        return f'<a href="{escape(report.url)}" rel="noreferrer noopener">{name or escape(report.url)}</a>'
    return name
