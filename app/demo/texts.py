"""Made-up Danish texts about real kinds of problems; no person, place or case behind them.

Each stands in cases of a home for the elderly, a school and an office: it must fit them all.
"""

import msgspec

from app.cases.enums import Topic


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan says about one measure: everything rule 23 asks for but people and dates."""

    title: str
    problem: str
    cause: str
    severity: str
    measure: str
    solves_how: str
    level: int  # app.plans.enums.PreventionLevel
    criterion: str
    is_individual: bool = False


WORKLOAD = (
    Measure(
        title="Opgaverne fordeles efter, hvor meget de fylder",
        problem="Medarbejderne når ikke det, der er aftalt, i den tid, der er.",
        cause="Opgaverne bliver fordelt efter tur og ikke efter, hvor meget tid de tager.",
        severity="Gælder 14 medarbejdere. Flere har haft overarbejde hver uge siden nytår.",
        measure="Lederen fordeler opgaverne hver mandag efter, hvor lang tid de tager. Ingen får flere uden en aftale.",
        solves_how="Mængden af arbejde kommer til at passe til den tid, der er.",
        level=3,
        criterion="Ingen har haft overarbejde i otte uger i træk.",
    ),
    Measure(
        title="Telefonfri formiddag to dage om ugen",
        problem="Arbejdet bliver afbrudt så ofte, at skriftlige opgaver ligger til om aftenen.",
        cause="Alle telefoner er åbne hele dagen, og ingen har vagten alene.",
        severity="Gælder hele afdelingen. I en uge talte vi 11 afbrydelser pr. person om dagen.",
        measure="Telefonerne går til en vagt tirsdag og torsdag kl. 8-12. Vagten går på skift.",
        solves_how="Den enkelte får sammenhængende tid til de opgaver, der kræver ro.",
        level=4,
        criterion="Færre end tre afbrydelser på en telefonfri formiddag.",
    ),
    Measure(
        title="Plan for afløsning ved sygdom",
        problem="Når en kollega er syg, løber de andre stærkere, og pauserne falder væk.",
        cause="Der er ingen fast aftale om, hvem der ringer efter vikar, og hvad der kan vente.",
        severity="Sker cirka to gange om ugen.",
        measure="En liste siger, hvilke opgaver der udgår, og hvem der ringer efter vikar inden kl. 7.15.",
        solves_how="Opgaverne bliver færre, når der er færre til at løse dem.",
        level=7,
        criterion="Pauserne er holdt i mindst ni ud af ti vagter med sygdom.",
    ),
    Measure(
        title="Færre dobbelte registreringer",
        problem="De samme oplysninger bliver skrevet to steder.",
        cause="Det gamle skema er ikke taget ud af brug, efter at journalen blev indført.",
        severity="Koster hver medarbejder omkring 40 minutter om dagen.",
        measure="Det gamle skema nedlægges. Journalen er det eneste sted, der skrives.",
        solves_how="Arbejdet forsvinder, i stedet for at skulle nås hurtigere.",
        level=1,
        criterion="Ingen bruger det gamle skema efter en måned.",
    ),
    Measure(
        title="Kursus i at planlægge sin dag",
        problem="Nogle medarbejdere oplever, at dagen løber fra dem.",
        cause="Der er aldrig blevet talt om, hvordan man prioriterer i travle perioder.",
        severity="Fire ud af ni har nævnt det til samtaler.",
        measure="To gange tre timer om at planlægge og sige fra. Lederen er med.",
        solves_how="Medarbejderne får redskaber og aftaler at bruge, når det brænder på.",
        level=9,
        criterion="Deltagerne kan nævne tre aftaler, de bruger, efter to måneder.",
        is_individual=True,
    ),
)

UNCLEAR = (
    Measure(
        title="Beskrivelse af, hvem der gør hvad",
        problem="Medarbejderne er i tvivl om, hvem der har ansvaret, når en opgave går på tværs.",
        cause="Arbejdsgangene er fra før de to enheder blev lagt sammen.",
        severity="Gælder alle opgaver, som to hold er fælles om, cirka en tredjedel.",
        measure="Ledelsen og AMR skriver en arbejdsgang på én side. Teamet prøver den af i fire uger.",
        solves_how="Tvivlen bliver afklaret, før arbejdet begynder.",
        level=3,
        criterion="Ingen opgaver er gået tilbage på grund af tvivl om ansvar i en måned.",
    ),
    Measure(
        title="Fast prioritering hver mandag",
        problem="Opgaverne haster lige meget, og medarbejderne vælger selv fra.",
        cause="Ledelsen har ikke sagt, hvad der må vente.",
        severity="Alle i teamet mærker det hver dag.",
        measure="Et kvarters møde hver mandag. Lederen siger højt, hvad der må vente.",
        solves_how="Det er lederen, der prioriterer, og ikke den enkelte.",
        level=8,
        criterion="Mødet er holdt i ni ud af ti uger, og listen er fulgt.",
    ),
    Measure(
        title="Én kontaktleder for hver medarbejder",
        problem="To ledere giver modstridende beskeder.",
        cause="Medarbejderne arbejder i to teams med hver sin leder.",
        severity="Gælder seks medarbejdere.",
        measure="Hver medarbejder får én kontaktleder. Den anden leder går gennem kontaktlederen.",
        solves_how="Der kommer kun én besked om, hvad der er vigtigst.",
        level=1,
        criterion="Ingen modstridende beskeder i otte uger ifølge en kort runde på teammødet.",
    ),
    Measure(
        title="Faglig sparring om de svære sager",
        problem="Kravene til kvalitet og til tempo trækker hver sin vej.",
        cause="Der er ikke et sted at tale om, hvornår noget er godt nok.",
        severity="Nævnt af næsten alle i gruppeinterviewene.",
        measure="Sparring hver anden onsdag med faglig koordinator. To sager pr. gang.",
        solves_how="Teamet får et fælles billede af, hvad der er godt nok.",
        level=8,
        criterion="Otte ud af ti svarer, at de ved, hvornår en opgave er løst godt nok.",
    ),
)

EMOTIONAL = (
    Measure(
        title="Ekstern supervision hver tredje uge",
        problem="Medarbejderne tager belastende samtaler med hjem.",
        cause="Der er ikke afsat tid til at bearbejde det, der er sket.",
        severity="Gælder alle med borgerkontakt. Tre har været sygemeldt i en periode.",
        measure="Supervision i faste grupper i arbejdstiden. Ingen vagter lægges oven i.",
        solves_how="Belastningen bliver delt og bearbejdet, mens den er frisk.",
        level=8,
        criterion="Mindst 80 % har deltaget i hver runde, og de vurderer, at det hjælper.",
    ),
    Measure(
        title="To medarbejdere til svære samtaler",
        problem="En medarbejder står alene med de hårdeste samtaler.",
        cause="Samtalerne bliver lagt i kalenderen uden at se på, hvem der ellers er på arbejde.",
        severity="Cirka fire samtaler om ugen.",
        measure="Svære samtaler holdes af to. Koordinatoren lægger dem, når to er på arbejde.",
        solves_how="Ingen står alene, og den ene kan tage over.",
        level=4,
        criterion="Ingen svære samtaler er holdt alene i to måneder.",
    ),
    Measure(
        title="Samtale samme dag efter hårde hændelser",
        problem="Efter dødsfald og anbringelser går der dage, før nogen spørger til medarbejderen.",
        cause="Det er ikke aftalt, hvem der følger op.",
        severity="Sker et par gange om måneden.",
        measure="Lederen taler med medarbejderne samme dag og igen efter en uge. AMR har listen.",
        solves_how="Følgerne bliver opdaget tidligt.",
        level=7,
        criterion="Der er fulgt op samme dag ved alle hændelser i et kvartal.",
    ),
    Measure(
        title="Skiftende opgaver i de tunge forløb",
        problem="De samme medarbejdere har de tunge forløb år efter år.",
        cause="Fordelingen følger erfaring, og ingen har set på den samlede belastning.",
        severity="Gælder fem erfarne medarbejdere.",
        measure="Forløbene fordeles hvert halve år, så alle har en periode uden de tungeste.",
        solves_how="Den samlede tid med høje følelsesmæssige krav bliver kortere for den enkelte.",
        level=3,
        criterion="Ingen har haft tunge forløb i mere end seks måneder i træk.",
    ),
)

VIOLENCE = (
    Measure(
        title="Risikovurdering før svære møder",
        problem="Medarbejdere er blevet truet under møder og besøg.",
        cause="Oplysninger om tidligere trusler følger ikke med, når en ny medarbejder tager over.",
        severity="Seks episoder på et halvt år, én med skub.",
        measure="Et kort skema udfyldes før det første møde. Ved rødt svar er man to, eller mødet bliver flyttet.",
        solves_how="Faren er kendt, før man går ind ad døren.",
        level=2,
        criterion="Skemaet er udfyldt før alle første møder i to måneder.",
    ),
    Measure(
        title="Ombygning af modtagelsen",
        problem="Medarbejderne kan ikke komme væk, hvis en borger bliver udadreagerende.",
        cause="Der er kun én dør i samtalerummet, og bordet står på tværs.",
        severity="Gælder tre rum, der bruges hver dag.",
        measure="En ekstra dør, et nyt bord og alarmknap i de tre rum.",
        solves_how="Medarbejderen kan altid gå ud eller tilkalde hjælp.",
        level=5,
        criterion="Alle tre rum er færdige, og en øvelse viser, at man kan komme ud på ti sekunder.",
    ),
    Measure(
        title="Fælles oplæring i at tage konflikter ned",
        problem="Medarbejderne griber episoder forskelligt an.",
        cause="Halvdelen er ansat efter sidste kursus.",
        severity="Gælder 22 medarbejdere.",
        measure="En hel dag for alle, og en time hvert kvartal med gennemgang af episoder.",
        solves_how="Alle gør det samme, og det er trygt for borgeren.",
        level=9,
        criterion="Færre episoder med trusler efter et halvt år.",
    ),
)

OFFENSIVE = (
    Measure(
        title="Klar vej til hjælp ved krænkelser",
        problem="Medarbejderne ved ikke, hvem de kan gå til.",
        cause="Retningslinjen er fra 2016 og nævner stillinger, der ikke findes.",
        severity="Fire ud af ti kendte ikke retningslinjen i APV'en.",
        measure="Ny retningslinje med to navngivne indgange. Den gennemgås på personalemødet.",
        solves_how="Krænkelser bliver sagt højt og standset tidligt.",
        level=7,
        criterion="Alle kan sige, hvem de går til, tre måneder efter.",
    ),
    Measure(
        title="Ledelsen griber ind over for hård tone",
        problem="Tonen i et team er hård, og nyansatte bliver kørt over.",
        cause="Ingen siger fra, og lederen er sjældent til stede.",
        severity="Gælder et team på otte.",
        measure="Lederen er med på teammødet hver uge. Teamet aftaler, hvordan man taler til hinanden.",
        solves_how="Adfærden bliver stoppet, når den sker.",
        level=3,
        criterion="Ingen nye henvendelser i et halvt år, og nyansatte bliver spurgt efter en måned.",
    ),
)

OTHER = (
    Measure(
        title="Vagtplanen kendes fire uger frem",
        problem="Vagtplanen bliver ændret med kort varsel.",
        cause="Der er ikke taget højde for ferie, når planen lægges.",
        severity="Gælder 30 medarbejdere i skiftende vagter.",
        measure="Planen låses fire uger frem. Ændringer kræver en aftale med den enkelte.",
        solves_how="Medarbejderne kan hvile og planlægge.",
        level=7,
        criterion="Højst to ændringer om måneden efter låsning.",
    ),
    Measure(
        title="Aldrig alene ved lukketid",
        problem="En medarbejder er alene de sidste timer af vagten.",
        cause="Bemandingen følger, hvor mange der er i huset, og ikke behovet.",
        severity="Gælder 11 vagter om måneden.",
        measure="To er på arbejde, til vagten slutter. Naboafdelingen kan kaldes på et minut.",
        solves_how="Ingen står alene med uventede hændelser.",
        level=1,
        criterion="Ingen vagter alene i tre måneder.",
    ),
)

MEASURES: dict[Topic, tuple[Measure, ...]] = {
    Topic.WORKLOAD: WORKLOAD,
    Topic.UNCLEAR_DEMANDS: UNCLEAR,
    Topic.EMOTIONAL_DEMANDS: EMOTIONAL,
    Topic.OFFENSIVE_BEHAVIOUR: OFFENSIVE,
    Topic.VIOLENCE: VIOLENCE,
    Topic.OTHER: OTHER,
}

FINDINGS: dict[Topic, tuple[str, ...]] = {
    Topic.WORKLOAD: (
        "Arbejdstilsynet vurderer, at medarbejderne har en stor arbejdsmængde og arbejder under tidspres.",
        "Der er ikke sat tilstrækkeligt ind for at tilpasse opgaverne til den tid, der er til rådighed.",
    ),
    Topic.UNCLEAR_DEMANDS: (
        "Medarbejderne møder uklare og modstridende krav, når de løser opgaver på tværs af teams.",
        "Ledelsens prioritering når ikke ud til dem, der udfører arbejdet.",
    ),
    Topic.EMOTIONAL_DEMANDS: (
        "Arbejdet med mennesker stiller høje følelsesmæssige krav, uden at det er forebygget tilstrækkeligt.",
        "Der mangler en systematisk opfølgning efter belastende hændelser.",
    ),
    Topic.OFFENSIVE_BEHAVIOUR: ("Medarbejdere oplever krænkende handlinger, uden at det bliver standset.",),
    Topic.VIOLENCE: (
        "Der er risiko for vold og trusler, som ikke er forebygget tilstrækkeligt.",
        "Oplæringen i at forebygge vold omfatter ikke alle medarbejdere.",
    ),
    Topic.OTHER: ("Arbejdet er tilrettelagt, så det kan skade den psykiske sundhed på kort og lang sigt.",),
}

FOCUS_POINTS: dict[Topic, tuple[str, ...]] = {
    Topic.WORKLOAD: ("Fordeling af opgaver", "Tid til det skriftlige arbejde"),
    Topic.UNCLEAR_DEMANDS: ("Roller og arbejdsgange", "Ledelsens prioritering"),
    Topic.EMOTIONAL_DEMANDS: ("Supervision og opfølgning", "Fordeling af de tunge forløb"),
    Topic.OFFENSIVE_BEHAVIOUR: ("En ordentlig tone", "Vejen til hjælp"),
    Topic.VIOLENCE: ("Forebyggelse af vold og trusler", "Oplæring og øvelser"),
    Topic.OTHER: ("Planlægning af vagter", "Alenearbejde"),
}
