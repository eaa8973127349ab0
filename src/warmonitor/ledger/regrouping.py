"""Claims to incidents inside the book: only what new or changed claims or a judgement can touch is looked at again.

What still has to be linked can be read off the book itself (`pending`, `stale`), so a run that was cut short goes on
where it stopped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from warmonitor import incidents as linking
from warmonitor.incidents import reconcile
from warmonitor.ledger import ingesting, members, words
from warmonitor.ledger.entries import Entry, chunks
from warmonitor.ledger.filters import alive
from warmonitor.ledger.journal import Writer, unbody
from warmonitor.ledger.schema import (
    claim,
    incident,
    journal,
    judgement,
    link,
    member,
    redirect,
    report,
    transactions,
)  # fmt: skip
from warmonitor.ledger.views import Setting, plain
from warmonitor.model import Claim, Judgement, Link, Report, content_id

RECKONED = "incidents reckoned through"

REACH = 16
"""Days around a claim in which another may speak of the same incident."""


class Scene(NamedTuple):
    """What is looked at together: claims with the incident they have now, their reports, the judgements that stand.

    `voices` are the reports as they count for corroboration: a copy of a text speaks with the voice of its original.
    """

    claims: list[Claim]
    reports: dict[str, Report]
    judgements: list[Judgement]
    voices: dict[str, Report]


def _waits(db: sa.Connection) -> sa.ColumnElement[bool]:
    """That a claim is of one event and no incident has it yet; only what came or left since the last time can be so."""
    after = _reckoned(db)
    placed = sa.select(member.c.claim).where(member.c.claim == claim.c.id, member.c.until.is_(None))
    left = sa.select(member.c.claim).where(member.c.until > after)
    fresh = (claim.c.since > after) | claim.c.id.in_(left)
    return fresh & claim.c.until.is_(None) & (claim.c.scope == "incident") & ~placed.exists()


def pending(db: sa.Connection, limit: int) -> list[str]:
    """Claims that wait for their incident, the earliest first."""
    first = sa.func.coalesce(claim.c.starts, "")
    return list(db.scalars(sa.select(claim.c.id).where(_waits(db)).order_by(first, claim.c.id).limit(limit)))


def waiting(db: sa.Connection) -> int:
    """How many claims wait for their incident."""
    return db.scalar(sa.select(sa.func.count()).select_from(claim).where(_waits(db))) or 0


def stale(db: sa.Connection) -> list[str]:
    """Incidents that a claim has joined, left or changed since they were last reckoned, or that only claims name."""
    after = _reckoned(db)
    live = sa.select(incident.c.id).where(incident.c.until.is_(None))
    changed = (
        live.join(member, (member.c.incident == incident.c.id) & member.c.until.is_(None))
        .join(claim, (claim.c.id == member.c.claim) & claim.c.until.is_(None))
        .where(claim.c.since > incident.c.since, claim.c.since > after)
    )
    left = live.join(member, member.c.incident == incident.c.id)
    left = left.where(member.c.until > incident.c.since, member.c.until > after)
    homeless = (
        sa.select(member.c.incident)
        .join(claim, (claim.c.id == member.c.claim) & claim.c.until.is_(None) & (claim.c.scope == "incident"))
        .where(member.c.until.is_(None), member.c.since > after, member.c.incident.not_in(live))
    )
    last = sa.func.coalesce(link.c.until, link.c.since)
    copied = (
        live.join(member, (member.c.incident == incident.c.id) & member.c.until.is_(None))
        .join(claim, (claim.c.id == member.c.claim) & claim.c.until.is_(None))
        .join(link, (link.c.left == claim.c.report) & (link.c.of == "copy"))
        .where(last > incident.c.since, last > after)
    )
    return sorted(db.scalars(sa.union(changed, left, homeless, copied)))


def _reckoned(db: sa.Connection) -> int:
    """The transaction up to which every incident has been held against its claims."""
    return int(ingesting.setting_of(db, RECKONED) or 0)


def gather(db: sa.Connection, wanted: Iterable[str], at: int | None = None) -> Scene:
    """Claims by id with what is needed to link and reconcile them, as they stand or stood."""
    claims = members.placed(db, _records(db, claim, wanted, at), at)
    reports = {r.id: r for r in _records(db, report, {c.report for c in claims}, at)}
    about = {c.id for c in claims} | {c.incident for c in claims if c.incident} | set(reports)
    return Scene(claims, reports, _words(db, about), _voices(db, reports, at))


def _voices(db: sa.Connection, reports: dict[str, Report], at: int | None) -> dict[str, Report]:
    """Reports, the copies among them under the publisher of their original."""
    publisher: dict[str, str | None] = {}
    for part in chunks(reports):
        first = sa.select(link.c.left, report.c.publisher).join(report, report.c.id == link.c.right)
        copied = first.where(link.c.of == "copy", link.c.left.in_(part), alive(link, at), alive(report, at))
        publisher.update({row.left: row.publisher for row in db.execute(copied)})
    return {id: _as_from(one, publisher[id]) if id in publisher else one for id, one in reports.items()}


def _as_from(one: Report, publisher: str | None) -> Report:
    return msgspec.structs.replace(one, publisher=publisher)


def _records(db: sa.Connection, view: sa.Table, ids: Iterable[str], at: int | None = None) -> list[Any]:
    found = []
    for part in chunks(dict.fromkeys(ids)):
        ask = sa.select(journal.c.body).join(view, view.c.seq == journal.c.seq)
        ask = ask.where(view.c.id.in_(part), alive(view, at), journal.c.body.is_not(None))
        found += [unbody(view.name, written) for written in db.scalars(ask.order_by(view.c.id))]
    return found


def _words(db: sa.Connection, about: set[str]) -> list[Judgement]:
    """The judgements that bear on claims and incidents; pairs of incidents as pairs of the claims they had then."""
    found: dict[int, tuple[Judgement, int]] = {}
    for part in chunks(about | _past_homes(db, about)):
        ask = sa.select(judgement.c.seq, judgement.c.since, journal.c.body).join(
            journal, journal.c.seq == judgement.c.seq
        )
        named = judgement.c.subject.in_(part) | judgement.c.other.in_(part)
        for row in db.execute(ask.where(judgement.c.until.is_(None), named)):
            found[row.seq] = unbody("judgement", row.body), row.since
    out: list[Judgement] = []
    for _, (word, since) in sorted(found.items(), key=lambda each: each[0]):
        out += _between_claims(db, word, since) if word.other else [_on_what_stands(db, word)]
    return [word for word in out if word.subject in about]


def _past_homes(db: sa.Connection, claims: Iterable[str]) -> set[str]:
    """Every incident that these claims ever belonged to."""
    homes: set[str] = set()
    for part in chunks(claims):
        homes |= set(db.scalars(sa.select(member.c.incident).where(member.c.claim.in_(part)).distinct()))
    return homes


def _on_what_stands(db: sa.Connection, word: Judgement) -> Judgement:
    """A word on an incident that was merged away is one on the incident that stands for it."""
    id: str | None = word.subject
    for _ in range(100):
        ask = sa.select(redirect.c.new).where(redirect.c.old == id, redirect.c.of == "incident")
        onward = None if _lives(db, id) else db.scalar(ask.order_by(redirect.c.seq.desc()).limit(1))
        if onward is None:
            break
        id = onward
    return msgspec.structs.replace(word, subject=id)


def _lives(db: sa.Connection, id: str | None) -> bool:
    return db.scalar(sa.select(incident.c.seq).where(incident.c.id == id, incident.c.until.is_(None))) is not None


def _between_claims(db: sa.Connection, word: Judgement, since: int) -> list[Judgement]:
    left, right = (_claims_then(db, id, since - 1) for id in (word.subject, word.other or ""))
    if word.kind == "same":
        left, right = left[:1], right[:1]
    pairs = [(a, b) for a in left for b in right if a != b]
    return [msgspec.structs.replace(word, subject=a, other=b) for a, b in pairs]


def _claims_then(db: sa.Connection, id: str, at: int) -> list[str]:
    ask = sa.select(member.c.claim).where(member.c.incident == id, alive(member, at)).order_by(member.c.claim)
    return list(db.scalars(ask)) or [id]


def found(db: sa.Connection, ids: Iterable[str]) -> tuple[dict[str, Claim], dict[str, Report]]:
    """Claims by id as they stand, and their reports; those that are not there, or were taken down, are left out."""
    claims = {c.id: c for c in members.placed(db, _records(db, claim, [plain(id) or "" for id in ids]))}
    return claims, {r.id: r for r in _records(db, report, {c.report for c in claims.values()})}


def claims_of(db: sa.Connection, reports: Iterable[str]) -> list[Claim]:
    """The claims of reports, with the incident that each belongs to."""
    ids: list[str] = []
    for part in chunks(plain(id) or "" for id in reports):
        ids += db.scalars(sa.select(claim.c.id).where(claim.c.report.in_(part), claim.c.until.is_(None)))
    return members.placed(db, _records(db, claim, ids))


def around(db: sa.Connection, ids: Sequence[str]) -> set[str]:
    """The claims that could be of one incident with these: near in time, and all those of their incidents."""
    days = _days(db, ids)
    near = set(ids)
    for since, until in _merged(days):
        ask = sa.select(claim.c.id).where(claim.c.until.is_(None), claim.c.scope == "incident")
        near |= set(db.scalars(ask.where(claim.c.starts <= until, claim.c.ends >= since)))
    return near | together(db, near)


def together(db: sa.Connection, ids: Iterable[str], at: int | None = None) -> set[str]:
    """All claims of the incidents that these claims belong to, or belonged to after a transaction."""
    homes = set(members.incidents_of(db, member.c.claim, ids, at).values())
    return set(members.incidents_of(db, member.c.incident, homes, at))


def _days(db: sa.Connection, ids: Sequence[str]) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for part in chunks(ids):
        ask = sa.select(claim.c.starts, claim.c.ends).where(claim.c.id.in_(part), claim.c.until.is_(None))
        out += [(row.starts, row.ends) for row in db.execute(ask) if row.starts]
    return out


def _merged(days: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Periods widened by `REACH` on both sides, those that touch made one."""
    out: list[tuple[str, str]] = []
    for since, until in sorted({(_shifted(a, -REACH), _shifted(b, REACH)) for a, b in days}):
        if out and since <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], until))
        else:
            out.append((since, until))
    return out


def _shifted(day: str, by: int) -> str:
    try:
        return (dt.date.fromisoformat(day[:10]) + dt.timedelta(days=by)).isoformat()
    except (ValueError, OverflowError):
        return day


def plan(
    db: sa.Connection, scene: Scene, touched: set[str], relink: bool = True, then: Mapping[str, str] | None = None
) -> list[Entry]:
    """What is to be written when a scene is linked and reconciled anew, where it has to do with `touched` claims.

    `then` says of claims whose incident's id they shall bear again where they part or meet.
    """
    before = {c.id: c.incident for c in scene.claims}
    after, links = scene.claims, _links_of(db, scene)
    if relink:
        after, links = linking.assign(scene.claims, scene.reports, scene.judgements, before | dict(then or {}))
        after = _named_apart(db, before, _only_around(scene.claims, after, touched))
    differing = [c for c in after if before[c.id] != c.incident or c.id in touched]
    moved = {id for c in differing for id in (before[c.id], c.incident) if id}
    mine = [c for c in after if c.incident in moved]
    within = {c.id for c in mine}
    links = [one for one in links if one.left in within or one.right in within]
    found = reconcile.incidents(mine, "range", (), scene.judgements, scene.voices, links)
    found = [words.judged(one, scene.judgements) for one in found]
    gone = _gone(before, after, moved - {one.id for one in found})
    named = (Entry("link", content_id(one.left, one.right), one) for one in links)
    return [*(Entry("incident", one.id, one) for one in found), *gone, *named]


def disturbed(db: sa.Connection, scene: Scene, since: int) -> bool:
    """Whether somebody has written about a scene's claims or incidents, or judged, after transaction `since`."""
    news = sa.select(journal.c.subject).where(journal.c.number > since, journal.c.of.in_(["claim", "incident"]))
    about = {c.id for c in scene.claims} | {c.incident for c in scene.claims if c.incident}
    judged = sa.select(journal.c.seq).where(journal.c.number > since, journal.c.of == "judgement").limit(1)
    joined = sa.select(member.c.claim).where(member.c.since > since)
    return (
        db.scalar(judged) is not None
        or not about.isdisjoint(db.scalars(news))
        or not about.isdisjoint(db.scalars(joined))
    )


def last(db: sa.Connection) -> int:
    """The number of the last transaction."""
    return db.scalar(sa.select(sa.func.max(transactions.c.number))) or 0


def _named_apart(db: sa.Connection, before: dict[str, str | None], after: Sequence[Claim]) -> list[Claim]:
    """New incidents under names that no incident outside of the scene bears."""
    names = {c.incident for c in after if c.incident} - set(before.values())
    names &= set(members.incidents_of(db, member.c.incident, (name for name in names if name)).values())
    fresh = {name: f"i{content_id(name, *sorted(c.id for c in after if c.incident == name))}" for name in names if name}
    return [msgspec.structs.replace(c, incident=fresh.get(c.incident or "", c.incident)) for c in after]


def _links_of(db: sa.Connection, scene: Scene) -> list[Link]:
    homes = {c.incident for c in scene.claims if c.incident}
    found = {each for one in _records(db, incident, homes) for each in one.links}
    return sorted(found, key=lambda each: (each.left, each.right))


def _only_around(before: Sequence[Claim], after: Sequence[Claim], touched: set[str]) -> list[Claim]:
    """The new grouping where it has to do with the `touched` claims, the old one elsewhere."""
    old, new = {c.id: c.incident for c in before}, {c.id: c.incident for c in after}
    homes: dict[str, set[str]] = {}
    for id in old:
        for home in (old[id] and f"old {old[id]}", new[id] and f"new {new[id]}"):
            if home:
                homes.setdefault(home, set()).add(id)
    reached, edge = set(), set(touched & old.keys())
    while edge:
        reached |= edge
        named = {name for id in edge for name in (f"old {old[id]}", f"new {new[id]}")}
        edge = {id for name in named for id in homes.get(name, ())} - reached
    return [c if c.id in reached else msgspec.structs.replace(c, incident=old[c.id]) for c in after]


def _gone(before: dict[str, str | None], after: Sequence[Claim], ids: set[str]) -> list[Entry]:
    """Incidents that have no claim left, and where their claims went."""
    into: dict[str, list[str]] = {id: [] for id in sorted(ids)}
    for c in after:
        if (old := before[c.id]) in into and c.incident and c.incident not in into[old]:
            into[old].append(c.incident)
    return [Entry("incident", id, {"redirect": sorted(to), "why": _why(to)}, "drop") for id, to in into.items()]


def _why(to: Sequence[str]) -> str:
    return f"its claims are of {', '.join(sorted(to))}" if to else "no claim tells of it any more"


class Plan(NamedTuple):
    """Work thought out while others may write: what it is about, what it would write, and the last transaction then."""

    claims: list[str]
    scene: Scene
    entries: list[Entry]
    at: int


def plan_pending(db: sa.Connection, portion: int) -> Plan | None:
    """How the next portion of the claims that wait would be linked; null when none waits."""
    at, fresh = last(db), pending(db, portion)
    if not fresh:
        return None
    scene = gather(db, around(db, fresh))
    return Plan(fresh, scene, plan(db, scene, set(fresh)), at)


def carry_out(db: sa.Connection, writer: Writer, thought: Plan) -> None:
    """Write what was planned; where somebody has disturbed it meanwhile, think again with the book held still."""
    entries = thought.entries
    if disturbed(db, thought.scene, thought.at):
        entries = plan(db, gather(db, around(db, thought.claims)), set(thought.claims))
    writer.write(entries)


def reckon(db: sa.Connection, writer: Writer, ids: Sequence[str]) -> None:
    """Reconcile incidents again whose claims have changed; those that have none left are withdrawn."""
    claims = set(members.incidents_of(db, member.c.incident, ids))
    writer.write(plan(db, gather(db, claims), claims, relink=False))
    writer.write(_empty(db, ids))


def reckoned(writer: Writer, through: int) -> None:
    """Note that every incident has been held against what was in the book at transaction `through`."""
    writer.write([Entry("setting", RECKONED, Setting(value=str(through)))])


def _empty(db: sa.Connection, ids: Sequence[str]) -> list[Entry]:
    held = set(members.incidents_of(db, member.c.incident, ids).values())
    return [Entry("incident", id, {"redirect": [], "why": _why(())}, "drop") for id in ids if id not in held]
