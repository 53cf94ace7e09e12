"""Figures of speech that name what has nothing to do with them: who has all "onder één dak" does no roofing, and "piece of cake" is no bakery."""

from __future__ import annotations

import re

_FIGURES = tuple(
    figure.strip()
    for figure in """
    onder een dak; van een leien dakje; leien dakje; van de daken; uit zijn dak; uit haar dak; uit je dak; onder de pannen; onder de loep;
    met de deur in huis; stok achter de deur; voet tussen de deur; achter slot en grendel; in de watten; in de bloemetjes; bloemetjes buiten zetten;
    kers op de taart; kersje op de taart; slaat een brug; slaan een brug; brug slaan; brug te slaan; bruggen slaan; bruggen te slaan;
    over de brug komen; schapen over de brug; de boer op; boot missen; buiten de boot; het schip in; schoon schip; alle zeilen bijzetten;
    water bij de wijn; vis in het water; ijs breken; ijs te breken; koek en ei; gesneden koek; zoete broodjes; brood op de plank; roet in het eten;
    kaas gegeten; kaas van gegeten; zure appel; laaghangend fruit; krenten uit de pap; peulenschil; leven in de brouwerij; in de schijnwerpers;
    spijkers met koppen; spijker op zijn kop; spijker op de kop; schroefje los; op losse schroeven; hooi op de vork; speld in een hooiberg;
    uit de klei; kat uit de boom; kat in de zak; in eigen zak; uit eigen zak; boom opzetten; boompje opzetten; bomen het bos; wortel schieten;
    huisje boompje beestje; met de kippen op stok; kip met de gouden eieren; achter de geraniums; op stoom; stoom afblazen; in de startblokken;
    uit de startblokken; in de schoenen; in hun schoenen; in uw schoenen; in je schoenen; stoute schoenen; schoen wringt; eerste viool;
    klok rond; rond de klok; tegen de klok; in de verf zetten; goede hout gesneden; rechterhand; vuile was buiten; in het slop; uit het slop;
    zand erover; kop in het zand; zand in de motor; olie op het vuur;
    under one roof; round the clock; around the clock; down to earth; building bridges; build bridges; in the pipeline; level playing field;
    food for thought; icing on the cake; bread and butter; piece of cake; driving force; in the driving seat; boots on the ground; breaking the ice;
    break the ice; in the same boat; end of the tunnel; clean slate; low hanging fruit; fruits of; seeds of; sow the seeds; sowing the seeds
    """.split(";")
)
"""Folded. Only what is hardly ever meant literally, and would name a kind of work."""

_PATTERN_OF = {figure: re.compile(rf"\b{figure}\b") for figure in _FIGURES}


def without_figures_of_speech(text: str) -> str:
    """A folded text, or many together, with a comma where a figure of speech stood."""
    for figure, pattern in _PATTERN_OF.items():
        if figure in text:
            text = pattern.sub(",", text)
    return text
