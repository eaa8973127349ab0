"""JSON Schemas of the records, and the data dictionary made from them: `python -m warmonitor.exchange.schemas`.

`--check` writes nothing and fails where a file falls behind the code.
"""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from warmonitor import model

RECORDS: tuple[type[model.Record], ...] = (
    model.Report, model.Claim, model.Incident, model.Toll, model.Judgement, model.Change, model.Query, model.Tally,
)  # fmt: skip
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(record: type[model.Record]) -> dict[str, Any]:
    """The JSON Schema of a record, with those of the records within it under `$defs`."""
    (made,), parts = msgspec.json.schema_components([record], ref_template="#/$defs/{name}")
    for part in parts.values():
        if "description" in part:
            part["description"] = _paragraphs(part["description"])
    return {"$schema": DIALECT, "title": record.__name__, **made, "$defs": dict(sorted(parts.items()))}


def _paragraphs(docstring: str) -> str:
    """A docstring without its line ends and indents, so that wrapping it anew changes no schema."""
    return "\n\n".join(" ".join(part.split()) for part in docstring.split("\n\n"))


def files() -> dict[str, str]:
    """Every generated file by its path from the project's root, and what it must hold."""
    made = {f"schema/{record.__name__.lower()}.json": _json(schema(record)) for record in RECORDS}
    return made | {"docs/data-dictionary.md": dictionary()}


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def dictionary() -> str:
    """The page that names every field of every record, its type and what it means."""
    parts: dict[str, Any] = {}
    for record in RECORDS:
        parts |= schema(record)["$defs"]
    return "\n".join((*_HEAD, *(line for name in sorted(parts) for line in _record(name, parts[name])), ""))


_HEAD = (
    "# Data dictionary",
    "",
    "Made from the code by `make schema`; do not edit it. The same fields hold in the Python API, the JSON API, the",
    "store and the JSON Schemas under `schema/`. How a field is coded stands in `definitions.md`.",
)


def _record(name: str, made: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"## {name}", "")
    yield from _about(made.get("description", ""))
    yield from ("", "| field | type | default |", "|---|---|---|")
    needed = set(made.get("required", ()))
    for field, shape in made.get("properties", {}).items():
        default = "" if field in needed else _default(shape)
        yield f"| `{field}` | {_type(shape)} | {default} |"


def _about(text: str) -> Iterator[str]:
    for n, part in enumerate(text.split("\n\n")):
        yield from ([""] if n else []) + textwrap.wrap(part, 118)


def _default(shape: dict[str, Any]) -> str:
    if "default" not in shape:
        return ""
    value = shape["default"]
    return "null" if value is None else f"`{json.dumps(value)}`" if not isinstance(value, dict) else "empty"


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in shape:
        return " or ".join(_type(one) for one in shape["anyOf"])
    if "enum" in shape:
        return ", ".join("null" if one is None else f"`{one}`" for one in shape["enum"])
    if shape.get("type") == "array":
        inner = shape.get("items") or {}
        return f"list of {_type(inner)}" if inner else f"{len(shape.get('prefixItems', []))} numbers"
    if shape.get("type") == "object" and "additionalProperties" in shape:
        return "map of names to values"
    return str(shape.get("type", "any"))


def behind(root: Path) -> list[str]:
    """The generated files that do not say what the code says."""
    return [name for name, text in files().items() if not _says(root / name, text)]


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf8") == text


def main() -> int:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where a file falls behind")
    parser.add_argument("--root", type=Path, default=Path("."), help="the project's folder")
    args = parser.parse_args()
    late = behind(args.root)
    for name in late:
        print(name, "falls behind the code: make schema" if args.check else "written", file=sys.stderr)
        if not args.check:
            path = args.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files()[name], encoding="utf8")
    return 1 if args.check and late else 0


if __name__ == "__main__":
    sys.exit(main())
