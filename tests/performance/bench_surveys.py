"""How long the pages of a survey take in a large municipality. Run: python tests/performance/bench_surveys.py

A thousand units, ten scales and three rounds. Not a test: it prints a table. See docs/performance.md for what it means
and what was measured last.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from measured import ENGINES, Browser, logged_in, p50, p95, seeded_server, timed

from app import config
from app.access.policy import Actor
from app.commands.common import database, operator
from app.db.sql import execute, fetch_rows, fetch_value, insert_many
from app.db.transaction import transaction
from app.surveys.actions import RoundFacts, create_instrument, create_round, publish_round, put_scale
from app.surveys.enums import ScaleScoring
from app.surveys.rules.typed import TypedScale
from app.surveys.tables import SurveyResult

SCALES, YEARS = 10, (2022, 2023, 2024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--requests", type=int, default=30)
    options = parser.parse_args()
    sizes = ["--units", "1000", "--cases", "20", "--items", "100"]
    for engine in options.engine or ENGINES:
        with seeded_server(engine, sizes, fill=fill) as address:
            browser = logged_in(address, "konsulent")
            print(f"\n{engine:<34}{'kB':>7}{'p50':>8}{'p95':>8}   ms")
            for name, path in _pages(browser):
                _measure(name, path, browser, options.requests)


def _measure(name: str, path: str, browser: Browser, requests: int) -> None:
    timed(3, 1, browser, path)
    size = len(browser.get(path).body) / 1000
    times = timed(requests, 1, browser, path)
    print(f"{name:<34}{size:>7.0f}{p50(times):>8.1f}{p95(times):>8.1f}", flush=True)


def _pages(browser: Browser) -> list[tuple[str, str]]:
    index = browser.get("/maalinger").body.decode()
    here = re.findall(r'href="(/maalinger/[a-z0-9]{12})">Stor 2024', index)[0]
    page = browser.get(here).body.decode()
    unit = re.findall(rf'href="({here}/enheder/[a-z0-9]+)"', page)[-1]
    scale = re.findall(rf'href="({here}/skalaer/[^"]+)"', page)[0]
    return [("rounds", "/maalinger"), ("round", here), ("unit", unit), ("scale", scale), ("CSV", f"{here}/maaling.csv")]


def fill(environment: Mapping[str, str]) -> None:
    began = time.perf_counter()
    asyncio.run(_fill(config.load(environment)))
    print(f"three rounds in {time.perf_counter() - began:.1f} s", flush=True)


async def _fill(settings: config.Settings) -> None:
    async with database(settings):
        actor = operator()
        rows = await fetch_rows(
            "SELECT municipality AS m, COUNT(*) AS n FROM units GROUP BY municipality ORDER BY n DESC"
        )
        municipality = int(rows[0]["m"])
        top = await fetch_value(
            str,
            "SELECT u.public_id FROM units u JOIN unit_versions v ON v.unit = u.id AND v.valid_to IS NULL "
            "WHERE u.municipality = {} AND v.parent IS NULL",
            municipality,
        )
        instrument = await create_instrument(actor, municipality, name="Stort", edition="1", source="Opdigtet")
        for number in range(SCALES):
            scale = TypedScale(
                name=f"Skala {number}", minimum=0, maximum=100, scoring=ScaleScoring.MEAN, is_higher_better=True
            )
            await put_scale(actor, instrument.public_id, scale, seen=number + 1)
        for year in YEARS:
            await _round(actor, year, top or "", instrument.public_id)


async def _round(actor: Actor, year: int, top: str, instrument: str) -> None:
    random = Random(year)  # noqa: S311 - a survey, not a secret
    facts = RoundFacts(name=f"Stor {year}", period_from=date(year, 3, 1), period_to=date(year, 3, 20))
    made = await create_round(actor, unit=top, instrument=instrument, facts=facts)
    units = await fetch_rows("SELECT id, unit, parent FROM round_units WHERE round = {} ORDER BY position", made.id)
    scales = await fetch_rows(
        "SELECT s.id FROM survey_scales s JOIN survey_rounds r ON r.instrument = s.instrument WHERE r.id = {}", made.id
    )
    inner = {unit["parent"] for unit in units}
    people = {unit["unit"]: 0 if unit["unit"] in inner else random.randint(2, 40) for unit in units}
    total = {unit["unit"]: [random.randint(30, 90) * people[unit["unit"]] for _ in scales] for unit in units}
    for unit in reversed(units):
        if unit["parent"] is not None:
            people[unit["parent"]] += people[unit["unit"]]
            total[unit["parent"]] = [a + b for a, b in zip(total[unit["parent"]], total[unit["unit"]], strict=True)]
    results: list[Any] = [
        SurveyResult(
            round_unit=unit["id"],
            scale=scale["id"],
            n=people[unit["unit"]],
            mean=f"{total[unit['unit']][number]}/{people[unit['unit']]}",
            is_hidden_by_supplier=False,
            distribution=None,
        )
        for unit in units
        for number, scale in enumerate(scales)
        if people[unit["unit"]]
    ]
    async with transaction():
        await insert_many(results)
        for unit in units:
            n = people[unit["unit"]]
            await execute("UPDATE round_units SET invited = {}, answered = {} WHERE id = {}", n + 3, n, unit["id"])
    await publish_round(actor, made.public_id, seen=1)


if __name__ == "__main__":
    main()
