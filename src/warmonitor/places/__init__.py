"""Where: a name in context to a place with coordinates, admin units, a precision code and the runner-up."""

from warmonitor.places.find import Mention, find, resolve
from warmonitor.places.gazetteer import Gazetteer

__all__ = ["Gazetteer", "Mention", "find", "resolve"]
