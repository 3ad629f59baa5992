from piccolo.table import Table

from app.cases.tables import Case, FocusPoint
from app.committees.tables import Committee
from app.db import columns as c
from app.organisation.tables import Municipality, Unit
from app.plans.tables import EffectEvaluation


class Instrument(Table, tablename="instruments"):
    """What is asked and how it counts. Once a round uses it, it is never changed: another edition is another row."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    instrument_key = c.line(60)  # the same through all editions
    edition = c.line(40)
    name = c.line()
    source = c.prose()
    valid_percent = c.number()  # so many of a scale's items must be answered for a mean
    is_shipped = c.flag()  # a copy of one of ours (rules/shipped.py)
    sort_key = c.line(250)
    version = c.version()


class SurveyScale(Table, tablename="survey_scales"):
    id = c.key()
    instrument = c.fk(Instrument)
    position = c.number()
    code = c.line(40)
    name = c.line()
    minimum = c.number()
    maximum = c.number()
    scoring = c.word()
    is_higher_better = c.flag()
    is_sensitive = c.flag()  # offensive behaviour: its own, higher minimum of answers (rule 33)
    part_of = c.line(40, null=True)  # code of the scale that is the sum of this and others
    bands = c.prose()  # JSON of rules.instruments.Band
    benchmark = c.line(20, null=True)  # a decimal number
    benchmark_source = c.prose()
    benchmark_population = c.prose()


class SurveyItem(Table, tablename="survey_items"):
    id = c.key()
    scale = c.fk(SurveyScale)
    position = c.number()
    code = c.line(40)
    wording = c.prose()
    lowest = c.number()
    highest = c.number()
    is_inverted = c.flag()
    anchors = c.prose()  # JSON: the words of the answers, from the lowest to the highest; none where unknown


class SurveyRound(Table, tablename="survey_rounds"):
    """One measurement. `instrument` NULL: not known, and then there is a direction and no figure."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    unit = c.fk(Unit)  # it covered this unit and what lay below
    instrument = c.fk(Instrument, null=True)
    name = c.line()
    year = c.number()
    period_from = c.day(null=True)
    period_to = c.day(null=True)
    period_text = c.line(100)  # "efteråret 2024", where the days are not known
    ordered_by = c.line(200)
    guidelines_on = c.day(null=True)
    guidelines_committee = c.fk(Committee, null=True)
    note = c.prose()
    state = c.word()
    published_on = c.day(null=True)  # stays when it is taken back: it has been read
    taken_back_on = c.day(null=True)
    pattern_at = c.instant(null=True)  # when what is hidden was computed
    version = c.version()


class RoundUnit(Table, tablename="round_units"):
    """A unit as it was at the time: its name and what it lay under do not follow a later reorganisation."""

    id = c.key()
    public_id = c.public_id()
    round = c.fk(SurveyRound)
    unit = c.fk(Unit)
    parent = c.fk(Unit, null=True)  # None: the round's own unit
    name = c.line()
    parent_name = c.line()  # also of what lay above the round's own unit; "" for none
    position = c.number()
    depth = c.number()
    invited = c.number(null=True)
    answered = c.number(null=True)
    direction = c.word(null=True)
    direction_note = c.prose()
    corrected_on = c.day(null=True)  # its figures were written anew after readers had seen the round
    version = c.version()


class SurveyResult(Table, tablename="survey_results"):
    """What a unit's respondents answered together. No row is a person's."""

    id = c.key()
    round_unit = c.fk(RoundUnit)
    scale = c.fk(SurveyScale)
    n = c.number(null=True)
    mean = c.line(120, null=True)  # exact: "10.2", or "71/7" where it was computed from answers
    is_hidden_by_supplier = c.flag()
    distribution = c.prose(null=True)  # JSON of pairs: an answer, and how many gave it


class PatternCell(Table, tablename="pattern_cells"):
    """Whether a figure is shown: the stored pattern of a round, the same for every reader. No row: it is not."""

    id = c.key()
    round_unit = c.fk(RoundUnit)
    scale = c.fk(SurveyScale, null=True)  # None: the numbers of the unit itself
    measure = c.word()
    reason = c.word(null=True)  # None: it is shown
    withdrawn_on = c.day(null=True)  # shown to readers until then: whoever read it still knows


class TextAnswer(Table, tablename="text_answers"):
    """What somebody of a unit wrote in words; nobody knows who. Restricted to the readers named on the unit's row."""

    id = c.key()
    round_unit = c.fk(RoundUnit)
    position = c.number()
    answer = c.prose()


class ToldReorganisation(Table, tablename="told_reorganisations"):
    """Somebody says which units became which, and from when: merged, split, or with people who changed places."""

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    changed_on = c.day()
    note = c.prose()
    removed_on = c.day(null=True)  # told by mistake: it counts no more
    version = c.version()


class ToldReorganisationUnit(Table, tablename="told_reorganisation_units"):
    id = c.key()
    reorganisation = c.fk(ToldReorganisation)
    unit = c.fk(Unit)
    is_after = c.flag()


class SurveyFile(Table, tablename="survey_files"):
    """A file that was taken into a round, to know it again, and what its columns meant, for the next one like it.

    Nothing of its rows, and not the file.
    """

    id = c.key()
    round = c.fk(SurveyRound)
    name = c.line(250)
    sha256 = c.line(64)  # of its bytes
    fingerprint = c.line(64)  # of its headings
    mapping = c.prose()  # JSON of files.mapping.FileMapping
    taken_on = c.day()


class ResultLink(Table, tablename="result_links"):
    """What a case or one of its focus points rests on. `scale` None: the direction of the unit."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    focus_point = c.fk(FocusPoint, null=True)
    round_unit = c.fk(RoundUnit)
    scale = c.fk(SurveyScale, null=True)
    role = c.word()
    wished = c.word(null=True)
    note = c.prose()
    tied_at = c.instant()


class EvaluationResult(Table, tablename="evaluation_results"):
    """A result that a judgement of the effect rests on: the reference alone, so that no figure outlives its hiding."""

    id = c.key()
    evaluation = c.fk(EffectEvaluation)
    link = c.fk(ResultLink)
