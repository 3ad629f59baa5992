"""A made-up municipality with cases of every kind, in every phase."""

from datetime import timedelta

from app.access.policy import Actor
from app.api.actions import create_token
from app.api.enums import TokenScope
from app.demo.case_story import CaseStory
from app.demo.cycles import tell_cycles
from app.demo.indicators import tell_indicators
from app.demo.material import tell_material
from app.demo.meetings import tell_meetings
from app.demo.own_plans import tell_own_plans
from app.demo.stories import STORIES
from app.demo.surveys import tell_surveys
from app.demo.timeline import Timeline
from app.demo.town import build_town
from app.documents.blobs import BlobStore
from app.organisation.actions import deactivate_person
from app.organisation.queries import list_units
from app.reports.actions import create_overview
from app.reports.enums import Profile


async def load_made_up(actor: Actor, store: BlobStore) -> None:
    """The municipality DEMO with its cases, dated from the day of loading."""
    town = await build_town(actor)
    timeline = Timeline()
    for no, story in enumerate(STORIES):
        CaseStory(no, story, town, timeline, store, actor.today).tell()
    await tell_surveys(timeline, town, store)
    tell_own_plans(timeline, town)
    tell_material(timeline, town, store)
    tell_cycles(timeline, town)
    tell_indicators(timeline, town)
    tell_meetings(timeline, town)
    await timeline.run()
    # Somebody leaves with measures and a case of their own still open: there is something to hand over (rule 26).
    await deactivate_person(actor, town.workplaces["Familiehuset"].rep.id, seen=1, left_on=actor.today - timedelta(3))
    (top,) = await list_units(town.consultant.now.scope)
    await create_overview(town.consultant.now, top.public_id or "", profile=Profile.MANAGEMENT)
    until = actor.today + timedelta(days=200)  # nobody knows the key: who tries the demo makes one
    await create_token(town.consultant.now, name="Ledelsens overblik", scopes=(TokenScope.READ,), expires_on=until)
