"""The invented answers of the offices of a demonstration: what their cards say, in both languages.

Each says that it is an example. With them an office that closed its appointments can open them again.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.content.model import LANGS
from bot.operations.offices.office_settings import ANSWERS, unanswered
from bot.store.marked import is_demo
from bot.store.tables import OfficeRow
from bot.wiring.demonstration import DESKS, REQUESTS_AT

INVENTED = {"fr": "(Exemple inventé.)", "nl": "(Verzonnen voorbeeld.)"}
SAID = {
    "papers_fr": "Votre carte d'identité et votre CV, si vous en avez un.",
    "papers_nl": "Uw identiteitskaart en uw cv, als u er een hebt.",
    "lateness_fr": "Vous êtes en retard ? Nous vous recevons jusqu'à 15 minutes après.",
    "lateness_nl": "Bent u te laat? Wij ontvangen u tot 15 minuten later.",
    "companion_fr": "Vous pouvez venir avec quelqu'un.",
    "companion_nl": "U mag iemand meebrengen.",
    "interpreter_fr": "Nous n'avons pas d'interprète.",
    "interpreter_nl": "Wij hebben geen tolk.",
    "walk_in_fr": "Sans rendez-vous : le mardi matin, de 9h00 à 12h00.",
    "walk_in_nl": "Zonder afspraak: op dinsdagvoormiddag, van 9u00 tot 12u00.",
}


def seed_answers(session: Session) -> None:
    """Give the invented answers to each office of the demonstration that has none of its own.

    `RuntimeError` on a database that is not marked as a demonstration.
    """
    if not is_demo(session):
        raise RuntimeError("answers are only invented in a database marked as a demonstration")
    for office in (*(desk.office for desk in DESKS), REQUESTS_AT):
        row = session.get(OfficeRow, office)
        if row is None or unanswered(row) != ANSWERS:
            continue
        for lang in LANGS:
            for name in (name for name in ANSWERS if name.endswith(f"_{lang}")):
                setattr(row, name, f"{SAID[name]} {INVENTED[lang]}")
    session.flush()
