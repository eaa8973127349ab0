"""Words are data: every word list that reading needs, one folder a language, and the one loader for them.

A list is a YAML file; its shape is a msgspec record, so a wrong entry is an error that names the file and the entry.
Lists that hold for every language (actors, conflict regions) lie beside the language folders.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any, TypeVar

import msgspec
import yaml

from warmonitor.errors import LexiconError

T = TypeVar("T")
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _WordLoader(_SafeLoader):  # type: ignore[misc]
    """YAML where "no", "on" and "off" are words: YAML 1.1 reads them as truth values."""


_WordLoader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rules in _SafeLoader.yaml_implicit_resolvers.items()
}


@functools.cache
def _raw(name: str) -> Any:
    path = resources.files(__name__).joinpath(*name.split("/"))
    try:
        return yaml.load(path.read_text(encoding="utf8"), Loader=_WordLoader)
    except FileNotFoundError:
        raise LexiconError(
            "no such word list", f"lexicon/{name}", "add the file, or use a language that has it"
        ) from None
    except yaml.YAMLError as error:
        raise LexiconError(f"not YAML: {error}", f"lexicon/{name}") from error


def table(name: str, shape: type[T]) -> T:
    """The word list `name` ("en/numbers.yaml", "actors.yaml") in its `shape`; LexiconError where it does not fit."""
    try:
        return msgspec.convert(_raw(name), shape)
    except msgspec.ValidationError as error:
        raise LexiconError(str(error), f"lexicon/{name}") from error
