"""The JSON Schemas and the data dictionary say what the code says."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from jsonschema_rs import Draft202012Validator, meta
from tests.entries import strike

from warmonitor import model
from warmonitor.exchange import schemas

ROOT = Path(__file__).parents[2]


def test_no_generated_file_falls_behind_the_code() -> None:
    assert schemas.behind(ROOT) == [], "run make schema"


@pytest.mark.parametrize("record", schemas.RECORDS)
def test_a_schema_is_one(record: type[model.Record]) -> None:
    meta.validate(schemas.schema(record))


def test_records_as_they_are_printed_fit_their_schemas() -> None:
    entry = strike()
    for record in (entry.incident, *entry.claims, *entry.reports):
        Draft202012Validator(schemas.schema(type(record))).validate(json.loads(msgspec.json.encode(record)))


def test_a_wrong_record_does_not_fit() -> None:
    wrong = json.loads(msgspec.json.encode(strike().claims[0])) | {"harm": "slain"}
    assert not Draft202012Validator(schemas.schema(model.Claim)).is_valid(wrong)


def test_the_dictionary_names_every_field_of_every_record() -> None:
    page = schemas.dictionary()
    for record in (model.Claim, model.Incident, model.Place, model.Cell, model.Judgement):
        assert f"## {record.__name__}\n" in page
        assert all(f"| `{field}` |" in page for field in record.__struct_fields__)
