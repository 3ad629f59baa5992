"""When an inquiry is due, what a case can say in an answer, and when the answer may go out."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from app.core.calendar import add_working_days, long_date
from app.inquiries.enums import AnswerState
from app.reports.content import FocusPoint, Item, StatusReport, SurveyResult

WORKING_DAYS = 10  # "10-dages forespørgsel": a custom of municipalities, no law
MOST_QUESTIONS = 60


def due_by_default(received_on: date) -> date:
    """The tenth working day after the one on which it came: a custom, shown as our default and never as law."""
    return add_working_days(received_on, WORKING_DAYS)


class Fact(msgspec.Struct, frozen=True):
    """A sentence that a case can say today. `key` names what it speaks of, the same from day to day: what has only a
    place in a list, which others can take, is named by what it says."""

    key: str
    group: str
    text: str


def case_facts(report: StatusReport) -> tuple[Fact, ...]:
    """What an open report on the case says, a sentence each, in its order. Nothing is added: what is unknown is told
    as unknown or has no sentence. Nobody is named. What is said twice over is one fact."""
    found = (Fact(key, group, text.strip()) for part in _PARTS for key, group, text in part(report))
    return tuple({fact.key: fact for fact in found if fact.text}.values())


_Lines = Iterator[tuple[str, str, str]]


def _order(report: StatusReport) -> _Lines:
    group = "Besøget og reaktionen"
    where = ", ".join(unit.name for unit in report.units)
    if report.visited_on is not None:
        yield "visit", group, f"Arbejdstilsynet var på besøg {long_date(report.visited_on)}: {where}."
    kind = report.kind[:1].lower() + report.kind[1:]
    topics = f" om {_listed(lower_first(each) for each in report.topics)}" if report.topics else ""
    yield "kind", group, f"{where}: Arbejdstilsynet har givet {kind}{topics}." if kind else ""
    yield "summary", group, sentence(report.order_summary)
    for finding in report.findings:
        text = sentence(f"{finding.kind}: {finding.text}")
        yield key_of("finding", text), "Arbejdstilsynets konklusioner", text
    for clock in report.clocks:
        told = f"{long_date(clock.on)}. {clock.state}" if clock.on else "ukendt"
        yield f"clock:{clock.label}", "Frister", sentence(f"{clock.label}: {told}")


def _before(report: StatusReport) -> _Lines:
    for measure in report.prior_measures:
        when = measure.since_text or (long_date(measure.since) if measure.since else "")
        text = f"Tiltag før besøget: {measure.title}" + (f" ({when})" if when else "") + "."
        judged = f" Arbejdstilsynets vurdering: {lower_first(measure.judgement)}." if measure.judgement else ""
        yield key_of("prior", text), "Tiltag før besøget", text + judged


def _plan(report: StatusReport) -> _Lines:
    if report.plan is not None:
        yield "plan", "Handleplanen", sentence(f"Handleplanen: {lower_first(report.plan.state)}. {report.plan.note}")
    for point in report.focus_points:
        yield f"focus:{point.no}", "Fokuspunkter", _point(point)
        for item in point.items:
            yield f"item:{item.id or item.no}", "Tiltag", _item(item)
    for item in report.other_items:
        yield f"item:{item.id or item.no}", "Tiltag", _item(item)


def _rest(report: StatusReport) -> _Lines:
    for each in report.surveys:
        yield f"result:{each.id}", "Målinger", _result(each)
    for record in report.involvement:
        if record.is_withdrawn:
            continue
        when = long_date(record.on) if record.on else "på en ukendt dato"
        text = sentence(f"{record.forum}: {lower_first(record.kind)} {when}")
        yield key_of("involvement", text), "Inddragelse", text
    for reply in report.replies:
        when = long_date(reply.on) if reply.on else "på en ukendt dato"
        text = sentence(f"Arbejdstilsynet svarede {when}: {reply.outcome}")
        yield key_of("reply", text), "Svar fra Arbejdstilsynet", text


def key_of(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


_PARTS = (_order, _before, _plan, _rest)


def _point(point: FocusPoint) -> str:
    about = f" {sentence(point.description)}" if point.description else ""
    return f"Fokuspunkt {point.no}: {point.title} ({lower_first(point.status)}).{about}"


def _item(item: Item) -> str:
    if item.is_done:
        when = f"gennemført {long_date(item.done_on)}" if item.done_on else "gennemført, datoen er ukendt"
    elif item.review_interval:
        when = f"løbende, {lower_first(item.review_interval)}"
    else:
        when = f"{lower_first(item.status)}, frist " + (long_date(item.due_on) if item.due_on else "ukendt")
    effect = f" Effekt: {lower_first(item.effect_result)}." if item.effect_result else ""
    return f"Tiltag {item.no}: {item.title} ({when}).{effect}"


def _result(result: SurveyResult) -> str:
    period = f" ({result.period})" if result.period and result.period not in result.subject else ""
    compared = f" {sentence(result.comparison)}" if result.comparison else ""
    return f"{result.subject}{period}: {result.told}.{compared}"


def lower_first(text: str) -> str:
    """With a small first letter, but where it begins an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    whole = " ".join(text.split())
    return whole if not whole or whole.rstrip(")»«")[-1:] in tuple(".!?:") else f"{whole}."


def _listed(parts: Iterable[str]) -> str:
    several = list(parts)
    return " og ".join([", ".join(several[:-1]), several[-1]]) if len(several) > 1 else "".join(several)


def answer_state(state: AnswerState, answer: str, not_held: str, facts: int) -> AnswerState:
    """How an answer stands: a draft as soon as it says anything, approved where it was approved."""
    if state is AnswerState.APPROVED:
        return state
    return AnswerState.DRAFT if answer or not_held or facts else AnswerState.EMPTY


def missing_before_memo(states: Iterable[tuple[int, AnswerState]]) -> str:
    """What stands in the way of the finished memo, in a sentence; "" for nothing. `states` by the question's number."""
    several = list(states)
    if not several:
        return "Skriv spørgsmålene først."
    waiting = [str(no) for no, state in several if state is not AnswerState.APPROVED]
    if not waiting:
        return ""
    word = "Spørgsmål" if len(waiting) == 1 else "Spørgsmålene"
    return f"{word} {_listed(waiting)} mangler et godkendt svar."
