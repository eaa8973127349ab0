"""Claims to incidents: the same event across reports, counted once."""

from warmonitor.incidents.assignment import assign, redirects
from warmonitor.incidents.cluster import Redirect
from warmonitor.incidents.link import events
from warmonitor.incidents.nearby import add, replaced, touched
from warmonitor.incidents.records import EventRecord

__all__ = ["EventRecord", "Redirect", "add", "assign", "events", "redirects", "replaced", "touched"]
