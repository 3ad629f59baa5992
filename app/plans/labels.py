from datetime import date

from app.core.dates import short_date
from app.plans.enums import ActionType, EffectResult, ItemStatus, Judgement, PlanState, PreventionLevel

PLAN_STATE = {
    PlanState.DRAFT: "Kladde",
    PlanState.DISCUSSED: "Drøftet",
    PlanState.APPROVED: "Godkendt",
    PlanState.REVISED: "Revideret",
}
ITEM_STATUS = {
    ItemStatus.PLANNED: "Planlagt",
    ItemStatus.IN_PROGRESS: "I gang",
    ItemStatus.DONE: "Gennemført",
    ItemStatus.EFFECT_EVALUATED: "Effekt vurderet",
    ItemStatus.CANCELLED: "Opgivet",
}
ACTION_TYPE = {
    ActionType.IMMEDIATE: "Straks",
    ActionType.CORRECTIVE: "Udbedrende",
    ActionType.PREVENTIVE: "Forebyggende",
}
EFFECT_CRITERION = "Tegn på, at det virker"
PREVENTION_LEVEL = {
    PreventionLevel.AVOID: "1. Undgå risikoen",
    PreventionLevel.EVALUATE: "2. Vurdér risikoen, når den ikke kan undgås",
    PreventionLevel.AT_SOURCE: "3. Bekæmp risikoen ved kilden",
    PreventionLevel.ADAPT_WORK: "4. Tilpas arbejdet til mennesket",
    PreventionLevel.TECHNICAL_PROGRESS: "5. Brug den tekniske udvikling",
    PreventionLevel.REPLACE: "6. Erstat det farlige",
    PreventionLevel.PLAN_AS_WHOLE: "7. Planlæg forebyggelsen som en helhed",
    PreventionLevel.COLLECTIVE: "8. Fælles løsninger før individuelle",
    PreventionLevel.INSTRUCT: "9. Instruér og oplær",
}
EFFECT_RESULT = {
    EffectResult.SUFFICIENT: "Tilstrækkelig",
    EffectResult.INSUFFICIENT: "Ikke tilstrækkelig",
}
JUDGEMENT = {
    Judgement.SUFFICIENT: "Vurderet tilstrækkeligt",
    Judgement.INSUFFICIENT: "Vurderet utilstrækkeligt",
    Judgement.NOT_JUDGED: "Ikke vurderet",
}


def item_words(status: ItemStatus, result: EffectResult | None) -> str:
    """How an item stands, on every page and in the report: done says that its effect is open (rules 24, 39)."""
    if status is ItemStatus.EFFECT_EVALUATED and result is not None:
        return effect_words(result)
    return "Gennemført, effekt ikke vurderet" if status is ItemStatus.DONE else ITEM_STATUS[status]


def effect_words(result: EffectResult) -> str:
    return f"Effekt: {EFFECT_RESULT[result].lower()}"


def interval_text(months: int) -> str:
    return "hver måned" if months == 1 else f"hver {months}. måned"


def when_words(status: ItemStatus, result: EffectResult | None, due_on: date | None, done_on: date | None) -> str:
    """When an item of the workplace's own plan is or was carried out; a day that nobody wrote is unknown."""
    if status in (ItemStatus.DONE, ItemStatus.EFFECT_EVALUATED):
        how, _, effect = item_words(status, result).partition(", ")
        if status is ItemStatus.EFFECT_EVALUATED:
            how, effect = ITEM_STATUS[ItemStatus.DONE], how
        return f"{how.lower()} {short_date(done_on) if done_on else 'på ukendt dag'}, {effect.lower()}"
    return f"{ITEM_STATUS[status].lower()}, frist {short_date(due_on) if due_on else 'ukendt'}"
