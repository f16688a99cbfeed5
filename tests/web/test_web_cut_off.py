"""An office that put up times and lost its group: its agenda says that nothing is booked any more."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.operations.inbox import chat_key_of
from bot.store.tables import MetaRow, OfficeGroupRow, OfficeRow
from tests.web.conftest import FOREST, Site, words_of

LOST = "Votre groupe Telegram ne répond plus. Aucun nouveau rendez-vous n'est pris."


def real_with_group(site: Site) -> None:
    def work(db) -> None:
        db.merge(MetaRow(name="kind", value="real"))
        if db.get(OfficeRow, FOREST) is None:
            db.add(OfficeRow(id=FOREST))
        db.execute(update(OfficeRow).where(OfficeRow.id == FOREST).values(mode="slots"))
        key = chat_key_of("telegram", "-5")
        db.add(OfficeGroupRow(office=FOREST, channel="telegram", recipient=key, address="-5", linked_at=site.clock.now))

    site.database.write(work)


async def test_the_agenda_says_when_the_group_is_lost_and_only_then(site: Site) -> None:
    real_with_group(site)
    async with site.staff() as client:
        assert LOST not in words_of(await client.get("/agenda"))
        site.database.write(lambda db: setattr(db.scalars(select(OfficeGroupRow)).one(), "lost_at", site.clock.now))
        assert LOST in words_of(await client.get("/agenda"))
