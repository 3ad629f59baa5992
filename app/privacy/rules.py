"""How long what is kept, and why. Pure; nothing here deletes.

The numbers of days are defaults of ours, not law, but for those of KLE (the municipalities' subject codes, edition of
1 May 2025): B means kept for good, K destroyed, P1825D 1,825 days for personal data. KLE has no number for orders of
Arbejdstilsynet of their own, so the numbers say what is usual.
"""

from datetime import timedelta

import msgspec

# Subject codes with what KLE says of them.
KEPT_FOR_GOOD = ("87.15.00", "87.05.10", "87.00.10")
DESTROYED = ("87.05.00",)

_DEFAULT = "Standard, ikke lov."


class Keeping(msgspec.Struct, frozen=True):
    """What is kept, by which rule, and how it goes."""

    title: str
    rule: str
    how: str


class PurgeRule(Keeping, frozen=True):
    kept: timedelta


RULES: dict[str, PurgeRule] = {
    "accounts_left": PurgeRule(
        "Brugere for personer, der er fratrådt",
        f"{_DEFAULT} Et år efter, at personen er fratrådt.",
        "Brugeren er lukket. Brugernavn, adgangskode, login i to trin, links og nøgler kan slettes. "
        "Navnet bliver stående på de sager, personen står i.",
        timedelta(days=365),
    ),
    "accounts_unused": PurgeRule(
        "Brugere, der ikke er brugt længe",
        f"{_DEFAULT} To år efter sidste login.",
        "Spørg, om personen stadig skal bruge Handlepligt. Ellers: meld personen fratrådt, eller luk brugeren.",
        timedelta(days=730),
    ),
    "invitations_unused": PurgeRule(
        "Brugere, der aldrig er taget i brug",
        f"{_DEFAULT} 90 dage efter, at det sidste link udløb.",
        "Send et nyt link, eller luk brugeren.",
        timedelta(days=90),
    ),
    "links_dead": PurgeRule(
        "Brugte og udløbne links",
        f"{_DEFAULT} 30 dage efter, at linket blev brugt eller udløb.",
        "De åbner intet og kan slettes.",
        timedelta(days=30),
    ),
    "tokens_revoked": PurgeRule(
        "Nøgler til API, der er tilbagekaldt",
        f"{_DEFAULT} Et år efter tilbagekaldelsen.",
        "De åbner intet og kan slettes.",
        timedelta(days=365),
    ),
    "tokens_expired": PurgeRule(
        "Nøgler til API, der er udløbet",
        f"{_DEFAULT} Et år efter den sidste dag.",
        "De åbner intet og kan slettes.",
        timedelta(days=365),
    ),
    "persons_left": PurgeRule(
        "Fratrådte personer, der ikke står på nogen sag",
        f"{_DEFAULT} 5 år efter, at personen er fratrådt, som KLE's frist for personoplysninger.",
        "Personen kan slettes helt, med bruger, roller og pladser i udvalg. Hændelsesloggen beholder, hvad der skete.",
        timedelta(days=1825),
    ),
    "cases_destroyed": PurgeRule(
        "Lukkede sager, som KLE siger skal kasseres",
        f"KLE (1. maj 2025): {', '.join(DESTROYED)} kasseres. 5 år efter lukningen.",
        "Kassation besluttes i ESDH-systemet. Handlepligt sletter ingen sager.",
        timedelta(days=1825),
    ),
}

GOES_BY_ITSELF = (
    Keeping(
        "Rækker af svar fra en trivselsmåling",
        "Gemmes kun, hvor systemet er sat til det. Formål og dato er valgt, da filen blev gemt.",
        "Slettes på datoen: af serveren hver time, og af kommandoen »privacy purge«.",
    ),
    Keeping(
        "Steder, hvor nogen har været logget ind",
        "7 dage efter, at login er udløbet.",
        "Slettes, næste gang nogen logger ind.",
    ),
    Keeping(
        "Talte forsøg på at logge ind",
        "Et døgn efter, at ventetiden er slut. Der står intet navn i dem.",
        "Slettes, næste gang nogen logger ind.",
    ),
    Keeping(
        "Mærker på brugte svar fra kommunens eget login",
        "En time efter, at svaret er udløbet. Der står intet navn i dem.",
        "Slettes, næste gang nogen logger ind den vej.",
    ),
    Keeping(
        "Hvem der fik den daglige mail hvornår",
        "30 dage. Teksten gemmes ikke.",
        "Slettes, næste gang de daglige mails bliver sendt.",
    ),
    Keeping(
        "Mærker på sendte formularer",
        "Et døgn efter, at formularen blev sendt. Teksten står ikke i dem.",
        "Slettes, næste gang en formular bliver sendt.",
    ),
)
STAYS = (
    Keeping(
        "Sager og alt, hvad der hører til",
        f"KLE (1. maj 2025): {', '.join(KEPT_FOR_GOOD)} bevares. En sag med et andet KLE-nummer følger nummeret.",
        "Slettes aldrig herfra, og ikke, før sagen er afleveret til arkivet.",
    ),
    Keeping(
        "Hændelsesloggen",
        "Følger de sager, den handler om.",
        "Indholdet af én hændelse kan slettes, når loven kræver det: se vejledningen til drift.",
    ),
)
