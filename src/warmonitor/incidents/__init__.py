"""Claims to incidents: the same event across reports, counted once."""

from warmonitor.incidents.assignment import assign, redirects
from warmonitor.incidents.cluster import Redirect
from warmonitor.incidents.link import EventRecord, events

__all__ = ["EventRecord", "Redirect", "assign", "events", "redirects"]
