"""warmonitor: reads reports of armed conflict and keeps the ledger of harm.

import warmonitor
account = warmonitor.read("At least 12 civilians were killed …", published="2019-07-11")
account.claims, account.incidents, account.tolls, account.checks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warmonitor.model import Report, content_id

if TYPE_CHECKING:
    from warmonitor.engine.account import Account

__all__ = ["read"]
__version__ = "0.1.0"


def read(
    text: str, *, title: str = "", published: str | None = None, publisher: str | None = None, id: str | None = None
) -> Account:
    """The account of one report: its claims, incidents, tolls and checks.

    `published` is an ISO day or date-time; without it, dates such as "on Wednesday" stay null, with the reason.
    """
    from warmonitor.engine.account import account

    return account(
        [Report(id=id or content_id(title, text), title=title, text=text, published=published, publisher=publisher)]
    )
