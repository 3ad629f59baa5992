"""Names that no real person is meant by, put together from ordinary Danish parts."""

import random

_FIRST = (
    "Agnete", "Ali", "Anders", "Anja", "Asger", "Astrid", "Bente", "Birk", "Bjørn", "Camilla", "Dagny", "Ditte",
    "Ebbe", "Elin", "Esben", "Fatima", "Frej", "Gry", "Gunnar", "Hanne", "Hassan", "Helle", "Inger", "Ivan", "Jytte",
    "Karen", "Kåre", "Lisbet", "Liv", "Mads", "Malene", "Mehmet", "Nanna", "Niels", "Olga", "Oskar", "Per", "Pia",
    "Rikke", "Rune", "Sanne", "Signe", "Sofus", "Sune", "Søren", "Tina", "Torben", "Ulla", "Viggo", "Yrsa", "Øjvind",
    "Åse",
)  # fmt: skip
_LAST = (
    "Agerlund", "Bakkegård", "Birkelind", "Blåbjerg", "Dalmose", "Egelykke", "Enghave", "Fjordager", "Fuglsig",
    "Granbo", "Gåseholm", "Havelund", "Hedegaarden", "Højbroe", "Kildebæk", "Klintholt", "Lyngkær", "Lærkedal",
    "Mosevang", "Møllebæk", "Nordentorp", "Ovensø", "Præstemark", "Rugholm", "Rønnebo", "Skovlunde-Bæk", "Stenager",
    "Strandmose", "Søgaardsen", "Tranemose", "Tvedelund", "Ulvedal", "Vandborgh", "Vesterlide", "Ærenholt", "Østermose",
    "Åbakke",
)  # fmt: skip


def made_up_name(rng: random.Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def distinct_names(rng: random.Random, count: int) -> list[str]:
    """So many different names, at most all there are."""
    every = [f"{first} {last}" for first in _FIRST for last in _LAST]
    return rng.sample(every, min(count, len(every)))
