"""The same comparisons and weights as a Splink model, for many events and for its waterfall chart of one pair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from warmonitor.errors import InputError
from warmonitor.incidents.compare import COMPARISONS, Comparison, condition
from warmonitor.incidents.pairs import Comparer
from warmonitor.incidents.records import EventRecord
from warmonitor.incidents.weights import Table, Weights, weights


def settings(used: Table, explain: bool = False) -> dict[str, Any]:
    """The model as Splink's settings: m and u of each level are such that log2(m/u) is its weight."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": _probability(used.prior),
        "comparisons": [_comparison(c, used) for c in COMPARISONS],
        "blocking_rules_to_generate_predictions": [
            {
                "blocking_rule": "l.firm = r.firm and l.report <> r.report",
                "sql_dialect": "duckdb",
                "arrays_to_explode": ["firm"],
            }
        ],
        "retain_matching_columns": explain,
        "retain_intermediate_calculation_columns": explain,
    }


def _probability(weight: float) -> float:
    return 1 / (1 + 2**-weight)


def _comparison(comparison: Comparison, used: Table) -> dict[str, Any]:
    null = {"sql_condition": comparison.null, "label_for_charts": "not known", "is_null_level": True}
    levels = [
        {
            "sql_condition": "ELSE" if level.when == "true" else condition(level),
            "label_for_charts": level.words,
            "m_probability": (m := _probability(used.of(comparison.name, level.name))),
            "u_probability": 1 - m,
        }
        for level in comparison.levels
    ]
    return {"output_column_name": comparison.name, "comparison_levels": [null, *levels]}


def _linker(db: Any, used: Table, pairs: str, explain: bool = False) -> Any:
    """A Splink linker over `events` whose pairs are those of a table of ours, which the small way scores too."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=db)
    linker = Linker(api.register("events"), settings(used, explain), log_level=None)
    keyed = f"select '0' as match_key, lid as join_key_l, rid as join_key_r from {pairs}"
    db.execute(f"create or replace view join_keys as {keyed}")
    linker.table_management.register_blocked_pairs_for_predict(api.register("join_keys"))
    return linker


def score_blocked(db: Any, used: Table) -> None:
    """Make the table `scored` (lid, rid, bits) of all pairs in `blocked`."""
    predicted = _linker(db, used, "blocked").inference.predict()
    db.execute(
        "create or replace table scored as select least(unique_id_l, unique_id_r) as lid,"
        " greatest(unique_id_l, unique_id_r) as rid,"
        f" round(match_weight, 4) as bits from {predicted.physical_name}"
    )
    predicted.drop_table_from_database_and_remove_from_cache()


def waterfall(events: Iterable[EventRecord], left: str, right: str, used: Weights | None = None) -> dict[str, Any]:
    """Splink's waterfall chart of two of the events (by id): a Vega-Lite specification with its data.

    InputError where the two are of one report, or one of them is not among the events: such a pair is not compared.
    """
    with Comparer(events) as comparer:
        if not list(comparer.reached([(min(left, right), max(left, right))])):
            raise InputError("these two events are not compared", f"{left}, {right}", "give events of two reports")
        linker = _linker(comparer.db, (used or weights()).across, "chosen", explain=True)
        records = linker.inference.predict().as_record_list()
        chart: dict[str, Any] = linker.visualisations.waterfall_chart(records).chart_dict
        return chart
