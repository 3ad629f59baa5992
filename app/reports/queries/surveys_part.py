"""The part of a report about surveys and indicators: from what may be shown today to words that stay."""

import msgspec

from app.indicators.labels import BETTER
from app.indicators.words import NO_FIGURE, told
from app.reports import content
from app.reports.queries.material import Material
from app.surveys.labels import LINK_ROLE, WISHED_CHANGE
from app.surveys.rules.links import LinkedResult
from app.surveys.rules.rounds import period_text
from app.surveys.words.links import against_text, answered_text, mean_text, others_then_text, quoted


class SurveysPart(msgspec.Struct, frozen=True):
    """What `material` says of the survey results that the case rests on, and of what it is followed by."""

    material: Material

    def results(self) -> tuple[content.SurveyResult, ...]:
        """Those of the case first, then in the order of its focus points."""
        points = self._points()
        order = [None, *points]
        ordered = sorted(self.material.results, key=lambda each: order.index(each.focus_point))
        return tuple(self._result(each, points.get(each.focus_point or 0, "")) for each in ordered)

    def indicators(self) -> tuple[content.FollowedIndicator, ...]:
        """In the same order."""
        points = self._points()
        order = [None, *points]
        return tuple(
            content.FollowedIndicator(
                id=each.public_id,
                focus_point=points.get(each.focus_point or 0, ""),
                indicator=each.name,
                unit=each.unit_name,
                definition=each.definition,
                figure=told(each.latest, each.measured_in) if each.latest else NO_FIGURE,
                before=told(each.before, each.measured_in) if each.before else "",
                better=BETTER[each.better] if each.better else "",
                note=each.note,
            )
            for each in sorted(self.material.series, key=lambda each: order.index(each.focus_point))
        )

    def _points(self) -> dict[int, str]:
        return {point.id: f"Fokuspunkt {point.position}: {point.title}" for point in self.material.plan.focus_points}

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
            was=others_then_text(found),
            wished=WISHED_CHANGE[found.wished] if found.wished else "",
            note=found.note,
        )

    def quotes(self, evaluation: str) -> tuple[str, ...]:
        """What the judgement with this public id quotes of the results that it rests on."""
        links = {each.link for each in self.material.rests if each.evaluation == evaluation}
        return tuple(quoted(each) for each in self.material.results if each.public_id in links)
