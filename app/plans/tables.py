from piccolo.table import Table

from app.cases.tables import Case, FocusPoint, Ruling
from app.db import columns as c
from app.organisation.tables import Person, Unit


class ActionPlan(Table, tablename="action_plans"):
    """Plans exist without an order, too. `state` is the last step; what has changed since is seen from the items, so
    that each reader sees it of those they may know of (decision 0014)."""

    id = c.key()
    public_id = c.public_id()
    unit = c.fk(Unit)
    case = c.fk(Case, null=True)
    state = c.word()
    version = c.version()  # grows with each step, and with each change of something planned
    settled = c.count()  # the version at the last step


class PlanVersion(Table, tablename="plan_versions"):
    """A frozen copy of the *planned* fields; progress is not part of it."""

    id = c.key()
    plan = c.fk(ActionPlan)
    no = c.number()
    state = c.word()
    content = c.prose()  # canonical JSON
    hash = c.line(64)
    by = c.fk(Person)
    at = c.instant()
    note = c.prose()


class ActionItem(Table, tablename="action_items"):
    id = c.key()
    public_id = c.public_id()
    plan = c.fk(ActionPlan)
    case = c.fk(Case, null=True)  # the plan's case, kept here so that lists need no join
    unit = c.fk(Unit)
    no = c.number()  # in the plan; never reused
    title = c.line()
    problem = c.prose()
    cause = c.prose()
    severity = c.prose()  # nature, severity and scope (BEK 65/2024 § 2)
    measure = c.prose()
    solves_how = c.prose()  # how it solves the problem (rule 22)
    action_type = c.word()
    prevention_level = c.number(null=True)
    is_individual = c.flag()  # aimed at single persons, not at the work (rule 25)
    owner = c.fk(Person)
    handed_on_by = c.fk(Person, null=True)  # who gave it away themselves, and does not judge it either
    starts_on = c.day(null=True)
    due_on = c.day(null=True, index=True)
    late_reason = c.prose()  # why it lies after the compliance date (rule 18)
    ongoing_interval_months = c.number(null=True)  # set: ongoing, reviewed at this interval (rule 27)
    next_review_on = c.day(null=True)
    effect_criterion = c.prose()
    effect_check_on = c.day(null=True)
    status = c.word()
    done_on = c.day(null=True)
    effect_result = c.word(null=True)  # of the latest evaluation
    follow_up_of = c.fk("ActionItem", null=True)
    tier = c.word()
    search_text = c.prose()
    created_at = c.instant()
    version = c.version()
    replanned = c.count()  # the version of the plan at the last change of something planned


class ItemHelper(Table, tablename="item_helpers"):
    id = c.key()
    item = c.fk(ActionItem)
    person = c.fk(Person)


class ItemFocusPoint(Table, tablename="item_focus_points"):
    id = c.key()
    item = c.fk(ActionItem)
    focus_point = c.fk(FocusPoint)


class LeftFocusPoint(Table, tablename="left_focus_points"):
    """Who answered for an item that had begun and took it from the focus point: they do not judge that one either."""

    id = c.key()
    item = c.fk(ActionItem)
    focus_point = c.fk(FocusPoint)
    person = c.fk(Person)


class ItemUpdate(Table, tablename="item_updates"):
    """The trail a person leaves: what changed, and a note."""

    id = c.key()
    public_id = c.public_id()
    item = c.fk(ActionItem)
    by = c.fk(Person)
    at = c.instant()
    old_status = c.word()
    new_status = c.word()
    note = c.prose()
    tier = c.word()


class DateMove(Table, tablename="date_moves"):
    id = c.key()
    item = c.fk(ActionItem)
    old_on = c.day(null=True)
    new_on = c.day(null=True)
    reason = c.prose()
    by = c.fk(Person)
    at = c.instant()


class PriorMeasure(Table, tablename="prior_measures"):
    """A measure that predates the order, with the authority's judgement of it."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk(Case)
    item = c.fk(ActionItem, null=True)
    own_item = c.fk(ActionItem, null=True)  # what it was in a plan of the workplace's own
    title = c.line()
    description = c.prose()
    taken_text = c.line(100)  # when, as known: "efter målingen, efterår 2024"; "" = unknown
    judgement = c.word()
    ruling = c.fk(Ruling, null=True)
    version = c.version()


class EffectEvaluation(Table, tablename="effect_evaluations"):
    id = c.key()
    public_id = c.public_id()
    item = c.fk(ActionItem, null=True)
    focus_point = c.fk(FocusPoint, null=True)
    evaluator = c.fk(Person)
    criterion = c.prose()
    result = c.word()
    basis = c.prose()  # what the judgement rests on
    evaluated_on = c.day()
    at = c.instant()
    follow_up_item = c.fk(ActionItem, null=True)
