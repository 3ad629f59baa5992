"""An uploaded sick note goes in four clicks by two people, and the page says how far it is."""

import re

from tests.factories_cases import make_case
from tests.factories_files import PDF

SICK = PDF + b"% helbred"


def links(page, text):
    """The addresses of the links that say `text`."""
    return re.findall(rf'<a[^>]* href="([^"]+)"[^>]*>(?:<[^>]+>|\s)*{text}', page.text)


async def upload(browser, case, **more):
    return await browser.post(
        f"/sager/{case.public_id}/dokumentation/ny",
        data={"kind": "other", **more},
        files=[("files", ("sygemelding Åse.pdf", SICK, "application/pdf"))],
    )


async def test_two_people_four_clicks_and_the_same_file_again_is_asked_about(client, cast):
    case = await make_case(cast)
    bo = await client.as_(cast.bo)
    await upload(bo, case)
    (evidence,) = set(
        re.findall(r"/dokumentation/[a-z0-9]{12}(?=\")", (await bo.get(f"/sager/{case.public_id}/dokumentation")).text)
    )
    (ask,) = links(await bo.get(evidence), "Slet indholdet")  # the first click
    asked = await bo.post(ask, data={"reason": "Helbred", "hides_name": "1"})  # the second
    waiting = await bo.get(asked.headers["location"])
    assert "En anden skal sige ja" in waiting.text
    assert "Slet indholdet nu" not in waiting.text

    anna = await client.as_(cast.anna)
    (decide,) = links(await anna.get("/"), "Indhold, der skal slettes")  # the third
    assert "Slet indholdet nu" in (await anna.get(decide)).text
    done = await anna.post(f"{decide}/godkend", data={"hides_name": "1"})  # the fourth
    page = await anna.get(done.headers["location"])
    assert page.status_code == 200
    assert "Væk fra lageret." in page.text
    assert "Åse" not in page.text + (await anna.get(evidence)).text
    assert (await anna.get(f"{evidence}/v1/x.pdf")).status_code == 404
    assert "Indhold, der skal slettes" not in (await anna.get("/")).text

    bo = await client.as_(cast.bo)
    again = await upload(bo, case)
    assert (again.status_code, "er slettet hos jer tidligere" in again.text) == (422, True)
    assert re.search(r'name="again_ok" value="1"', again.text)
    assert (await upload(bo, case, again_ok="1")).status_code == 303
