"""Instruments of the municipality's own, and copies of ours. What a round has used is never changed."""

from typing import Any

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Invalid, NotFound, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, clean_text, sort_key
from app.db.sql import execute, fetch_value, in_list, insert, insert_many, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created
from app.organisation.actions.common import lock_tree
from app.surveys.policy import may_keep_instruments
from app.surveys.queries import InstrumentDetail, get_instrument
from app.surveys.rules.instruments import MOST_SCALES, InstrumentData, Scale
from app.surveys.rules.shipped import SHIPPED
from app.surveys.rules.typed import TypedScale, code_of, scale_of
from app.surveys.tables import Instrument, SurveyItem, SurveyScale

_USED = "En måling bruger allerede skemaet, så det kan ikke ændres. Lav en ny udgave af det."


async def create_instrument(
    actor: Actor, municipality: int, *, name: str, edition: str, source: str = "", valid_percent: int = 50
) -> Created:
    """An instrument of the municipality's own, without scales as yet.

    Who may: whoever keeps surveys there. Raises `Invalid` naming the field, `Denied`.
    """
    may_keep_instruments(actor, municipality).require()
    facts = _checked(name, edition, source, valid_percent)
    public_id = ids.new_public_id()
    async with transaction():
        row = Instrument(
            public_id=public_id,
            municipality=municipality,
            instrument_key=f"egen-{public_id}",
            is_shipped=False,
            sort_key=sort_key(facts["name"]),
            version=1,
            **facts,
        )
        key = await insert(row)
        record(actor, AuditAction.CREATED, EntityKind.INSTRUMENT, key, subject=facts["name"], after=_told(facts))
    return Created(key, public_id)


async def change_instrument(
    actor: Actor, public_id: str, *, seen: int, name: str, edition: str, source: str = "", valid_percent: int = 50
) -> None:
    """Its name, edition, source and rule of missing answers.

    Raises as `create_instrument`, `RuleViolation` for one that is in use, and `Stale` with both versions.
    """
    facts = _checked(name, edition, source, valid_percent)
    async with transaction():
        old = await own_instrument(actor, public_id)
        before, after = _told(_facts(old.data)), _told(facts)
        if old.row.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return
        await _refuse_taken_edition(old.row.municipality, old.data.key, facts["edition"], but=old.row.id)
        await update_version(Instrument, old.row.id, seen, sort_key=sort_key(facts["name"]), **facts)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.INSTRUMENT,
            old.row.id,
            subject=facts["name"],
            before=before,
            after=after,
        )


async def put_scale(actor: Actor, public_id: str, typed: TypedScale, *, seen: int, code: str | None = None) -> str:
    """A new scale (`code` None), or another content of one; gives its code.

    Raises `Invalid` with a message per field, `NotFound` for an unknown code, `RuleViolation` where the instrument is
    in use, `Stale`.
    """
    async with transaction():
        old = await own_instrument(actor, public_id)
        before = next((scale for scale in old.data.scales if scale.code == code), None)
        if code is not None and before is None:
            raise NotFound
        others = [scale for scale in old.data.scales if scale.code != code]
        if len(others) >= MOST_SCALES:
            raise Invalid("instrument.scales", f"Et skema kan have højst {MOST_SCALES} skalaer.")
        scale, problems = scale_of(typed, code or code_of(typed.name, [each.code for each in others]), others)
        if scale is None:
            raise Invalid("instrument.scale", "Ret felterne.", problems)
        if old.row.version != seen:
            theirs = _told_scale(before) if before else {}
            mine = _told_scale(scale)
            raise Stale(conflicts=conflicts_between({name: mine[name] for name in theirs}, theirs))
        if scale == before:
            return scale.code
        position = [each.code for each in old.data.scales].index(code) if code else len(others)
        await _remove(old.row.id, code)
        await _insert_scales(old.row.id, (scale,), start=position)
        await update_version(Instrument, old.row.id, seen)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.INSTRUMENT,
            old.row.id,
            subject=f"{old.data.name}: {scale.name}",
            before=_told_scale(before) if before else None,
            after=_told_scale(scale),
        )
    return scale.code


async def remove_scale(actor: Actor, public_id: str, code: str, *, seen: int) -> None:
    """Takes a scale out. Raises `NotFound`, `RuleViolation` (in use, or part of another), `Stale`."""
    async with transaction():
        old = await own_instrument(actor, public_id)
        found = next((scale for scale in old.data.scales if scale.code == code), None)
        if found is None:
            raise NotFound
        if any(scale.part_of == code for scale in old.data.scales):
            raise RuleViolation("instrument.scale_has_parts", "Andre skalaer indgår i denne. Ret dem først.")
        await update_version(Instrument, old.row.id, seen)
        await _remove(old.row.id, code)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.INSTRUMENT,
            old.row.id,
            subject=f"{old.data.name}: {found.name}",
            before=_told_scale(found),
        )


async def create_edition(actor: Actor, public_id: str, *, edition: str) -> Created:
    """A further edition of the municipality's own instrument, with the same scales to begin with.

    Figures of two editions are not compared (rule 30). Raises `Invalid` for an edition that is there, `NotFound`.
    """
    async with transaction():
        old = await get_instrument(actor.scope, public_id)
        may_keep_instruments(actor, old.row.municipality).require()
        await lock_tree(old.row.municipality)
        facts = _checked(old.data.name, edition, old.data.source, old.data.valid_percent)
        await _refuse_taken_edition(old.row.municipality, old.data.key, facts["edition"])
        made = await _insert(
            old.row.municipality, msgspec.structs.replace(old.data, edition=facts["edition"]), is_shipped=False
        )
        record(actor, AuditAction.CREATED, EntityKind.INSTRUMENT, made.id, subject=old.data.name, after=_told(facts))
    return made


async def adopt(actor: Actor, municipality: int, key: str) -> int:
    """The municipality's copy of one of our instruments, made where it has none; inside the caller's transaction.

    Raises `NotFound` for a key that is none of ours.
    """
    data = next((each for each in SHIPPED if each.key == key), None)
    if data is None:
        raise NotFound
    await lock_tree(municipality)
    found = await fetch_value(
        int,
        "SELECT id FROM instruments WHERE municipality = {} AND instrument_key = {} AND edition = {}",
        municipality,
        data.key,
        data.edition,
    )
    if found is not None:
        return found
    made = await _insert(municipality, data, is_shipped=True)
    record(actor, AuditAction.ADDED, EntityKind.INSTRUMENT, made.id, subject=data.name, after=_told(_facts(data)))
    return made.id


async def own_instrument(actor: Actor, public_id: str) -> InstrumentDetail:
    """The instrument, for who may change it. Raises `NotFound`, `Denied`, `RuleViolation` where a round uses it."""
    found = await get_instrument(actor.scope, public_id)
    may_keep_instruments(actor, found.row.municipality).require()
    if found.row.rounds or found.row.is_shipped:
        raise RuleViolation("instrument.in_use", _USED)
    return found


def _checked(name: str, edition: str, source: str, valid_percent: int) -> dict[str, Any]:
    name, edition = clean_line(name), clean_line(edition)
    problems = {}
    if not name:
        problems["name"] = "Udfyld navn."
    if not edition:
        problems["edition"] = "Udfyld udgave, for eksempel et årstal."
    if not 1 <= valid_percent <= 100:
        problems["valid_percent"] = "Skriv et tal fra 1 til 100."
    if problems:
        raise Invalid("instrument.fields", "Ret felterne.", problems)
    return {
        "name": name[:200],
        "edition": edition[:40],
        "source": clean_text(source),
        "valid_percent": valid_percent,
    }


async def _refuse_taken_edition(municipality: int, key: str, edition: str, but: int = 0) -> None:
    taken = await fetch_value(
        int,
        "SELECT id FROM instruments WHERE municipality = {} AND instrument_key = {} AND edition = {} AND id <> {}",
        municipality,
        key,
        edition,
        but,
    )
    if taken is not None:
        text = f"Skemaet findes allerede i udgave {edition}. Kald den noget andet."
        raise Invalid("instrument.edition", text, {"edition": text})


async def _insert(municipality: int, data: InstrumentData, *, is_shipped: bool) -> Created:
    public_id = ids.new_public_id()
    row = Instrument(
        public_id=public_id,
        municipality=municipality,
        instrument_key=data.key,
        is_shipped=is_shipped,
        sort_key=sort_key(data.name),
        version=1,
        **_facts(data),
    )
    key = await insert(row)
    await _insert_scales(key, data.scales)
    return Created(key, public_id)


async def _insert_scales(instrument: int, scales: tuple[Scale, ...], start: int = 0) -> None:
    for position, scale in enumerate(scales, start):
        benchmark = scale.benchmark
        row = SurveyScale(
            instrument=instrument,
            position=position,
            code=scale.code,
            name=scale.name,
            minimum=scale.minimum,
            maximum=scale.maximum,
            scoring=scale.scoring,
            is_higher_better=scale.is_higher_better,
            is_sensitive=scale.is_sensitive,
            part_of=scale.part_of,
            bands=msgspec.json.encode(scale.bands).decode(),
            benchmark=str(benchmark.value) if benchmark else None,
            benchmark_source=benchmark.source if benchmark else "",
            benchmark_population=benchmark.population if benchmark else "",
        )
        key = await insert(row)
        items = [
            SurveyItem(
                scale=key,
                position=at,
                code=item.code,
                wording=item.wording,
                lowest=item.lowest,
                highest=item.highest,
                is_inverted=item.is_inverted,
                anchors=msgspec.json.encode(item.anchors).decode(),
            )
            for at, item in enumerate(scale.items)
        ]
        if items:
            await insert_many(list(items))


async def _remove(instrument: int, code: str | None) -> None:
    if code is None:
        return
    key = await fetch_value(int, "SELECT id FROM survey_scales WHERE instrument = {} AND code = {}", instrument, code)
    await execute("DELETE FROM survey_items WHERE scale IN {}", in_list([key]))
    await execute("DELETE FROM survey_scales WHERE id IN {}", in_list([key]))


def _facts(data: InstrumentData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in ("name", "edition", "source", "valid_percent")}


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "navn": facts["name"],
        "udgave": facts["edition"],
        "kilde": facts["source"],
        "besvarede spørgsmål i procent": facts["valid_percent"],
    }


def _told_scale(scale: Scale) -> dict[str, Any]:
    benchmark = scale.benchmark
    return {
        "navn": scale.name,
        "fra": scale.minimum,
        "til": scale.maximum,
        "bånd": ", ".join(f"til {band.to}: {band.label}" for band in scale.bands) or None,
        "spørgsmål": "\n".join(item.wording + (" (omvendt)" if item.is_inverted else "") for item in scale.items)
        or None,
        "sammenligningstal": str(benchmark.value) if benchmark else None,
        "kilde": benchmark.source if benchmark else None,
    }
