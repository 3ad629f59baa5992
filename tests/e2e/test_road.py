"""The whole road by hand: from Arbejdstilsynet's visit to the closed case, with JavaScript and without."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from tests.e2e.hands import fill, follow, go, logged_in, look_up, press
from tests.support.browser import ROOT
from tests.support.server import clean_environment, from_checkout, run
from tests.web.axe import too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

UNIT = "Plejehjemmet Åkanden"
DEMAND = "Virksomheden skal sikre, at arbejdsmængden ikke forringer sundheden på kort eller langt sigt."
CONCLUSION = "De ansatte når ikke deres pauser, når to vagter mangler samtidig."


def sunday_after(days: int) -> date:
    day = date.today() + timedelta(days=days)
    return day + timedelta(days=6 - day.weekday())


def photo() -> bytes:
    """A real JPEG, as a camera makes it: larger than the screen."""
    picture = Image.new("RGB", (1200, 900), "white")
    ImageDraw.Draw(picture).rectangle((200, 200, 900, 700), fill="navy")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def letter() -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def flash(page: Page) -> str:
    return page.locator(".flashes").inner_text()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def tab(page: Page, name: str) -> None:
    go(page.locator(".sub-nav").get_by_role("link", name=name, exact=True))


class Road:
    """One walk: `step` by `step`, each as the person whose turn it is, on a page that fits the screen."""

    def __init__(self, page: Page, title: str, *, phone: bool) -> None:
        self.page, self.title, self.phone = page, title, phone
        self.today = date.today().isoformat()
        self.item = f"To faste afløsere til {title}"
        self.case = ""

    def fits(self) -> None:
        if self.phone:
            assert too_wide(self.page) == []

    def register(self) -> None:
        """The visit, then a case whose dates are unknown (rule 8: unknown is shown, never guessed)."""
        page = self.page
        page.goto("/")
        follow(page, "Registrér tilsynsbesøg")
        fill(page, unit=UNIT, visited_on=(date.today() - timedelta(days=30)).isoformat(), note="Leder og AMR")
        self.fits()
        press(page, "Gem besøget")
        follow(page, "Registrér en sag fra besøget")
        fill(page, kind="improvement", unit=UNIT, title=self.title, topics="workload", authority_case_no="20250012345")
        self.fits()
        press(page, "Opret sagen")
        assert heading(page) == self.title
        self.case = page.url
        assert "Efterkommelsesfrist Frist ukendt" in " ".join(page.locator(".case-next-clock").inner_text().split())
        follow(page, "Krav og konklusioner")
        for kind, text in (("demand", DEMAND), ("conclusion", CONCLUSION)):
            fill(page, kind=kind, text=text, source_text="Afgørelsen, side 2")
            press(page, "Tilføj")
        assert page.locator("main .entry").count() == 2
        self.fits()

    def dates(self) -> None:
        """The dates from the letter; one on a Sunday stays as it is, with the day to send it by (rule 10)."""
        page = self.page
        sunday = sunday_after(60)
        ruled = (date.today() - timedelta(days=10)).isoformat()
        for name, value in (
            ("Afgørelsens dato", ruled),
            ("Tilgængelig i Digital Post", ruled),
            ("Efterkommelsesfrist", (sunday - timedelta(days=6)).isoformat()),
            ("Tilbagemeldingsfrist", sunday.isoformat()),
        ):
            page.goto(self.case)
            go(page.locator("main").get_by_role("link", name=name, exact=True).first)
            assert heading(page) == name
            fill(page, on_date=value)
            self.fits()
            press(page, "Gem datoen")
            assert f"{name} er gemt." in flash(page)
        assert "søndag" in flash(page)
        assert "søndag" in page.locator(".case-now").inner_text()
        go(page.locator("[aria-labelledby=frister]").get_by_role("link", name="Tilbagemeldingsfrist"))
        assert page.get_by_text("Datoen er en lukkedag").is_visible()
        page.goto(self.case)
        go(page.locator("[aria-labelledby=frister]").get_by_role("link", name="Klagefrist"))
        assert page.get_by_text("Hvorfor den dato?").is_visible()

    def plan(self) -> None:
        page = self.page
        page.goto(self.case)
        follow(page, "Nyt fokuspunkt")
        fill(page, title="Bemanding ved sygdom", topics="workload")
        for each in page.locator("[name=findings]").all():
            each.check()
        self.fits()
        press(page, "Gem fokuspunktet")
        page.goto(self.case)
        tab(page, "Handleplan")
        follow(page, "Tilføj det første tiltag")
        fill(
            page,
            title=self.item,
            measure="Vi ansætter to faste afløsere.",
            action_type="corrective",
            unit=UNIT,
            owner="Jonas Kildebæk",
            due_on=(date.today() + timedelta(days=20)).isoformat(),
            problem="Vagter mangler.",
            cause="Der er ingen faste afløsere.",
            severity="Hver uge, for alle i aftenvagten.",
            solves_how="Vagterne er dækket ved sygdom.",
            prevention_level="3. Bekæmp risikoen ved kilden",
            effect_criterion="Pauserne bliver holdt.",
            effect_check_on=(date.today() + timedelta(days=40)).isoformat(),
        )
        page.locator("[name=focus_points]").check()
        self.fits()
        press(page, "Tilføj tiltag")
        assert "Tiltaget er tilføjet." in flash(page)

    def on_the_phone(self, browser: Browser, address: str, *, javascript: bool) -> None:
        """The representative in four minutes: status, a note and a photo in one form."""
        with logged_in(browser, address, "amr", javascript=javascript, phone=True) as page:
            page.locator(".menu-open").click()
            go(page.locator(".site-nav").get_by_role("link", name="Mine tiltag"))
            go(page.locator("main").get_by_role("link", name=self.item).first)
            follow(page, "Opdatér")
            fill(page, status="in_progress", note="Første afløser er ansat. Æblegrød på mødet.")
            page.locator("[name=photo]").set_input_files(
                {"name": "vagtplan på væggen.jpg", "mimeType": "image/jpeg", "buffer": photo()}
            )
            assert too_wide(page) == []
            press(page, "Gem opdatering")
            page.get_by_text("Gemt, med 1 fil.").wait_for()
            assert "Første afløser er ansat. Æblegrød på mødet." in page.locator("main").inner_text()
            follow(page, "Fotos og filer")
            assert "vagtplan på væggen" in page.locator("main").inner_text()
            assert too_wide(page) == []

    def approve(self) -> None:
        """Involvement on record, then the plan discussed and approved (rules 19, 23)."""
        page = self.page
        page.goto(self.case)
        tab(page, "Inddragelse")
        go(page.locator("main").get_by_role("link", name="Registrér inddragelse"))
        fill(page, kind="informed", party="Arbejdsmiljøorganisationen (AMO)", on_date=self.today)
        fill(page, channel="Møde", forum_text="AMG-møde", remark="Vi er glade for afløserne.\nMen to er få.")
        self.fits()
        press(page, "Gem")
        tab(page, "Handleplan")
        follow(page, "Registrér drøftelse")
        fill(page, note="Arbejdsmiljøgruppens møde med leder og AMR.")
        press(page, "Registrér drøftelse")
        follow(page, "Godkend planen")
        press(page, "Godkend planen")
        assert "Godkendt" in page.locator("main").inner_text()
        self.fits()

    def finish_item(self) -> None:
        """Done is one step, the effect another (rule 24)."""
        page = self.page
        go(page.locator("main").get_by_role("link", name=self.item))
        follow(page, "Opdatér")
        fill(page, status="done", note="Begge afløsere er begyndt.")
        press(page, "Gem opdatering")
        go(page.locator(".button-row-wrap").get_by_role("link", name="Vurdér effekten"))
        fill(page, result="sufficient", basis="Drøftet på personalemødet. Pauserne holder.", evaluated_on=self.today)
        self.fits()
        press(page, "Gem vurderingen")
        assert "tilstrækkelig" in page.locator("main").inner_text().lower()

    def at_step(self, heading: str) -> None:
        """The page that leads through the report-back, which says where one is and has one button."""
        page = self.page
        if not page.url.endswith("/meld-tilbage"):
            page.goto(f"{self.case}/meld-tilbage")
        assert page.locator(".road-now h2").inner_text().startswith(heading)
        assert page.locator(".road .button").count() == 1
        self.fits()

    def report(self) -> None:
        """A draft, AMO informed of that draft, its release (rule 19); what the PDF says is on record or unknown."""
        page = self.page
        page.goto(self.case)
        follow(page, "Meld tilbage")
        self.at_step("2. Lav en kladde")
        follow(page, "Lav en kladde")
        press(page, "Forhåndsvis")
        assert "Intet er gemt" in page.locator("main").inner_text()
        press(page, "Frys rapporten")
        self.fits()
        href = page.locator("main").get_by_role("link", name="Hent PDF", exact=True).get_attribute("href")
        answer = page.request.get(href or "")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        reader = PdfReader(io.BytesIO(answer.body()))
        text = " ".join(" ".join(each.extract_text() for each in reader.pages).split())
        for part in (
            self.title,
            UNIT,
            DEMAND,
            CONCLUSION,
            "Bemanding ved sygdom",
            self.item,
            "Men to er få.",
            "AMG-møde",
        ):
            assert " ".join(part.split()) in text, part
        assert "vagtplan på væggen" in text
        assert f"Side 1 af {len(reader.pages)}" in text or f"side 1 af {len(reader.pages)}" in text
        self.at_step("3. Orientér AMO eller AMR om kladden")
        follow(page, "Registrér orienteringen")
        fill(page, channel="Møde", forum_text="AMG-møde om kladden")
        self.fits()
        press(page, "Gem")
        self.at_step("4. Frigiv rapporten")
        follow(page, "Frigiv rapporten")
        press(page, "Frigiv rapport nr. 1")
        assert "er frigivet" in flash(page)

    def answer(self) -> None:
        """Only the authority's own letter makes the case complied (rule 21)."""
        page = self.page
        self.at_step("5. Send i Arbejdstilsynets selvbetjening")
        follow(page, "Registrér, at den er sendt")
        fill(page, sent_on=self.today, receipt="AT-kvittering 4711", snapshot="Nr. 1")
        self.fits()
        press(page, "Registrér tilbagemelding")
        assert "AT-kvittering 4711" in page.locator("main").inner_text()
        self.at_step("6. Vent på Arbejdstilsynets svar")
        follow(page, "Registrér svaret")
        fill(page, outcome="complied", replied_on=self.today, letter_title="Påbuddet er efterkommet")
        page.locator("[name=file]").set_input_files(
            {"name": "svar på påbud.pdf", "mimeType": "application/pdf", "buffer": letter()}
        )
        self.fits()
        press(page, "Registrér svar")
        page.locator(".flashes").wait_for()  # with JavaScript the file goes up in the background
        assert "En anden leder, AMR eller konsulent skal lukke den." in flash(page)

    def close(self, browser: Browser, address: str, *, javascript: bool) -> None:
        """A second person closes the case: not the leader, who is accountable for it (decision 0016)."""
        with logged_in(browser, address, "amr", javascript=javascript) as page:
            page.goto(f"{self.case}/luk")
            fill(page, reason="Fokuspunktet lukkes med sagen.")
            press(page, "Luk sagen")
            page.locator(".flashes").wait_for()
            assert "Sagen er lukket." in flash(page)
        page = self.page
        page.goto(self.case)
        assert "Efterkommet" in page.locator(".case-line").inner_text()

    def history(self) -> None:
        page = self.page
        tab(page, "Historik")
        told = page.locator("main").inner_text()
        for part in ("Efterkommelsesfrist", "Bemanding ved sygdom", self.item, "Jonas Kildebæk", "Mette Fjordager"):
            assert part in told, part
        assert re.search(r"Rapport.*frigivet", told, re.I)
        assert re.search(r"lukket", told, re.I)
        self.fits()


@pytest.mark.parametrize(
    ("javascript", "phone"), [(True, False), (False, False), (False, True)], ids=["js", "no-js", "no-js-320"]
)
def test_from_the_visit_to_the_closed_case(
    browser: Browser, demo_address: str, demo_folder: Path, javascript: bool, phone: bool
) -> None:
    """Rules 7, 8, 10, 18, 19, 21, 23, 24 in one walk, by a manager and a representative; the log holds at the end."""
    title = f"Travlhed {'med' if javascript else 'uden'} script {'på telefon' if phone else 'ved skrivebord'}"
    with logged_in(browser, demo_address, "leder", javascript=javascript, phone=phone) as page:
        road = Road(page, title, phone=phone)
        road.register()
        road.dates()
        road.plan()
        road.on_the_phone(browser, demo_address, javascript=javascript)
        road.approve()
        road.finish_item()
        road.report()
        road.answer()
        road.close(browser, demo_address, javascript=javascript)
        road.history()
    assert look_up(demo_folder, "SELECT phase, outcome FROM cases WHERE title = ?", title) == [("closed", "complied")]
    told = run(from_checkout("audit", "verify"), clean_environment(demo_folder), ROOT)
    assert "Loggen er hel" in told
