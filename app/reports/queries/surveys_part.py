"""The part of a report about surveys: from what may be shown today to words that stay."""

import msgspec

from app.reports import content
from app.reports.queries.material import Material
from app.surveys.labels import LINK_ROLE, WISHED_CHANGE
from app.surveys.rules.links import LinkedResult
from app.surveys.rules.rounds import period_text
from app.surveys.words import was_text
from app.surveys.words.links import against_text, answered_text, mean_text, quoted


class SurveysPart(msgspec.Struct, frozen=True):
    """What `material` says of the survey results that the case rests on."""

    material: Material

    def results(self) -> tuple[content.SurveyResult, ...]:
        """Those of the case first, then in the order of its focus points."""
        points = {point.id: f"Fokuspunkt {point.position}: {point.title}" for point in self.material.plan.focus_points}
        order = [None, *points]
        ordered = sorted(self.material.results, key=lambda each: order.index(each.focus_point))
        return tuple(self._result(each, points.get(each.focus_point or 0, "")) for each in ordered)

    def _result(self, found: LinkedResult, point: str) -> content.SurveyResult:
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

    def quotes(self, evaluation: str) -> tuple[str, ...]:
        """What the judgement with this public id quotes of the results that it rests on."""
        links = {each.link for each in self.material.rests if each.evaluation == evaluation}
        return tuple(quoted(each) for each in self.material.results if each.public_id in links)
