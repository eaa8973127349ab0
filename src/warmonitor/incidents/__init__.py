"""Claims to incidents: the same event across reports, counted once."""

from warmonitor.incidents.assignment import Assignment, assign
from warmonitor.incidents.cluster import Redirect
from warmonitor.incidents.link import EventRecord, events

__all__ = ["Assignment", "EventRecord", "Redirect", "assign", "events"]
