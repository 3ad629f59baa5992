"""Loads the demo: the scenario from Aarhus, and a made-up municipality with cases in every state.

Everything goes through the product's own actions, so that the log tells it all.
"""

from pathlib import Path

from app.access.policy import Actor
from app.demo.cast import LOGINS
from app.demo.made_up import load_made_up
from app.demo.scenario import load_scenario
from app.documents.blobs import BlobStore
from app.organisation.queries import list_municipalities

__all__ = ["LOGINS", "load_demo"]
_FILE_LIMIT_MB = 5


async def load_demo(actor: Actor, blob_dir: Path) -> None:
    """Loads both municipalities, and what is there already not again. `actor` is the system; files go to `blob_dir`."""
    present = {each.code for each in await list_municipalities(actor.scope)}
    if "DEMO" not in present:
        await load_made_up(actor, BlobStore(blob_dir, _FILE_LIMIT_MB))
    if "AAR" not in present:
        await load_scenario(actor)
