"""The part of a report about surveys: from what may be shown today to words that stay."""

from app.reports import content
from app.reports.queries.material import Material
from app.surveys.labels import LINK_ROLE, WISHED_CHANGE
from app.surveys.pages.links import against_text, answered_text, mean_text, quoted
from app.surveys.pages.units import was_text
from app.surveys.queries import LinkedResult
from app.surveys.rules.rounds import period_text


def survey_results(material: Material) -> tuple[content.SurveyResult, ...]:
    """Those of the case first, then in the order of its focus points."""
    points = {point.id: f"Fokuspunkt {point.position}: {point.title}" for point in material.plan.focus_points}
    order = [None, *points]
    ordered = sorted(material.results, key=lambda each: order.index(each.focus_point))
    return tuple(_result(each, points.get(each.focus_point or 0, "")) for each in ordered)


def _result(found: LinkedResult, point: str) -> content.SurveyResult:
    own = found.own
    return content.SurveyResult(
        id=found.public_id,
        focus_point=point,
        role=LINK_ROLE[found.role],
        survey=own.round_name,
        period=period_text(own.year, own.period_from, own.period_to, own.period_text),
        unit=own.name,
        scale=found.scale.name if found.scale else "",
        instrument=own.instrument or "",
        edition=own.edition or "",
        value=mean_text(own),
        answered=answered_text(own),
        comparison=against_text(found),
        was=was_text(found.after, found.before) if found.after else "",
        wished=WISHED_CHANGE[found.wished] if found.wished else "",
        note=found.note,
    )


def quotes(material: Material, evaluation: str) -> tuple[str, ...]:
    """What the judgement with this public id quotes of the results that it rests on."""
    links = {each.link for each in material.rests if each.evaluation == evaluation}
    return tuple(quoted(each) for each in material.results if each.public_id in links)
