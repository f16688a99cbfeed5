"""Who moves an appointment and finds no time that fits waits for another one, keeps it meanwhile, and then moves it."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.tables import AppointmentRow, WaitingRow
from tests.conversation.sayings import at


async def test_a_time_that_becomes_free_moves_the_appointment_and_makes_no_second_one(assistant, api):
    bilal, amina = api.person("Bilal"), api.person("Amina")
    await assistant.book(bilal)
    await assistant.book(amina)
    theirs, before = assistant.appointment(bilal).starts_at, assistant.appointment(amina).starts_at
    card = next(one for one in amina.screen if "Choisir un autre moment" in one.labels)
    await assistant.tap(amina, "Choisir un autre moment", card)
    await assistant.tap(amina, "Aucun moment ne va")
    assert "Garder l'ancien moment" in amina.last.labels
    await assistant.tap(amina, "Prévenez-moi si ça se libère")
    assert "Vous gardez votre rendez-vous : " in amina.last.text
    assert amina.last.labels == ["Mon rendez-vous", "Ne plus me prévenir", "Menu", "Parler à une personne"]

    bilals = next(one for one in bilal.screen if "Je ne peux pas venir" in one.labels)
    await assistant.tap(bilal, "Je ne peux pas venir", bilals)
    await assistant.tap(bilal, "Oui, annuler")
    await assistant.minute()
    assert amina.last.text.startswith("Moment libre : mardi 24 novembre, 9h00")
    assert "sauf si vous confirmez un autre moment." in amina.last.text
    assert assistant.appointment(amina).starts_at == before
    await assistant.tap(amina, "mardi 24 novembre, 9h00")
    assert amina.last.text.startswith("Nouveau moment :")
    await assistant.tap(amina, amina.last.labels[0])

    rows = assistant.database.read(lambda session: session.scalars(select(AppointmentRow)).all())
    mine = [row for row in rows if row.status == "booked"]
    assert [(row.first_name, row.starts_at, row.version) for row in mine] == [("Amina", theirs, 2)]
    assert theirs == at("2026-11-24 09:00")
    assert assistant.database.read(lambda session: session.scalars(select(WaitingRow)).all()) == []
