"""The group of an office: linked once, told what concerns it, one tap to say who came."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.staff import mark
from bot.operations.groups.invites import link_group, make_invite
from bot.operations.inbox import chat_key_of
from bot.operations.sending.outbox import queue
from bot.store.agendas import history_of
from bot.store.groups import is_heard
from bot.store.members import names_of_actors
from bot.store.tables import AppointmentRow, InboxRow, OfficeGroupRow, StaffMemberRow
from bot.store.timetables import office_rules
from tests.bookings import FOREST
from tests.conftest import MONDAY
from tests.telegram.assistant import ADMIN, assistant_on

# The clock stands at Monday 23 November 2026, 9h00 in Brussels; the first free time is on Tuesday.
TUESDAY_0731 = datetime(2026, 11, 24, 6, 31, tzinfo=UTC)


def group_row(assistant) -> OfficeGroupRow:
    return assistant.database.read(lambda session: session.scalars(select(OfficeGroupRow)).one())


async def on_the_day(assistant, *people) -> list[str]:
    """Each books a time on Tuesday; then it is Tuesday morning and the day is shown. Gives the codes."""
    codes = [await assistant.book(person, slot=0) for person in people]
    assistant.clock.now = TUESDAY_0731
    await assistant.minute()
    return codes


async def test_a_deep_link_makes_a_group_the_offices_once(assistant, api):
    assert assistant.group.texts[0].startswith("Ce groupe est maintenant celui de Mission Locale de Forest.")
    assert assistant.group.texts[1] == "Aujourd'hui, lundi 23 novembre\nPersonne n'a rendez-vous."
    stranger, other = api.person("Eve"), api.group("Ailleurs")
    stranger.writes("/start abcdefgh", other)
    await assistant.rest()
    assert other.screen == []
    assert group_row(assistant).recipient == chat_key_of("telegram", str(assistant.group.id))


def test_an_invitation_links_one_group_and_only_for_a_week(database, content):
    def work(session):
        once, late = make_invite(session, FOREST, MONDAY), make_invite(session, FOREST, MONDAY)
        key = chat_key_of("telegram", "-1")
        first = link_group(session, once, "telegram", key, "-1", MONDAY)
        again = link_group(session, once, "telegram", chat_key_of("telegram", "-2"), "-2", MONDAY)
        too_late = link_group(session, late, "telegram", key, "-1", MONDAY + timedelta(days=7))
        return first.office, again, too_late

    assert database.write(work) == (FOREST, None, None)


async def test_a_booking_a_delay_and_a_cancellation_are_told_with_taps(assistant, api):
    amina, group = api.person("Amina"), assistant.group
    code = await assistant.book(amina)
    told = group.last
    assert told.text == (f"Nouveau rendez-vous\nmardi 24 novembre, 9h00\nAmina, code {code[-3:]}\nLangue : français")
    assert told.labels == ["Venu", "Absent", "Annuler"]
    assert code not in told.text
    await assistant.tap(amina, "Je serai en retard")
    assert group.last.text.startswith("Sera en retard\nmardi 24 novembre, 9h00\nAmina")
    await assistant.tap(amina, "Je ne peux pas venir")
    await assistant.tap(amina, "Oui, annuler")
    assert group.last.text.startswith("Annulé par la personne, la place est libre\nmardi 24 novembre, 9h00\nAmina")
    assert group.last.labels == []


async def test_a_move_is_told_and_buttons_of_before_do_nothing(assistant, api):
    amina, group, badr = api.person("Amina"), assistant.group, api.person("Badr")
    await assistant.book(amina)
    before = group.last
    times = await assistant.tap(amina, "Choisir un autre moment")
    await assistant.tap(amina, times.labels[1], times)
    await assistant.tap(amina, "Oui, changer")
    assert group.last.text.startswith("Déplacé par la personne, nouveau moment")
    await assistant.tap(badr, "Annuler", before, group)
    assert badr.toasts == ["Ce rendez-vous a changé. Regardez le message du jour."]
    assert assistant.appointment(amina).status == "booked"


async def test_the_day_is_shown_at_half_past_seven_and_edited_in_place(assistant, api):
    amina, badr, group = api.person("Amina"), api.person("Badr"), assistant.group
    await assistant.book(amina)
    assistant.clock.now = datetime(2026, 11, 24, 6, 29, tzinfo=UTC)
    await assistant.minute()
    assert not group.last.text.startswith("Aujourd'hui, mardi")
    assistant.clock.now = TUESDAY_0731
    await assistant.minute()
    day = group.last
    assert day.text.startswith("Aujourd'hui, mardi 24 novembre\n9h00 Amina, code ")
    assert day.text.endswith(": attendu")
    assert day.labels == ["9h00 Amina: Venu", "Absent"]
    shown = len(group.screen)
    await assistant.minute()
    assert (len(group.screen), day.edits) == (shown, 0)
    await assistant.tap(badr, "9h00 Amina: Venu", day, group)
    assert day.text.endswith(": venu")
    assert (day.labels, day.edits, len(group.screen)) == (["9h00 Amina: Corriger"], 1, shown)
    await assistant.tap(badr, "9h00 Amina: Corriger", day, group)
    assert day.text.endswith(": attendu")
    assert badr.toasts == ["Noté : venu.", "Corrigé."]


async def test_what_is_marked_on_the_web_page_shows_within_a_minute(assistant, api):
    amina, group = api.person("Amina"), assistant.group
    await on_the_day(assistant, amina)
    row = assistant.appointment(amina)
    assistant.database.write(lambda db: mark(db, FOREST, row.id, row.version, "arrived", assistant.now, "staff:1"))
    await assistant.minute()
    assert group.last.text.endswith(": est là")


async def test_of_two_who_tap_at_once_one_has_an_effect_and_the_other_is_told_who_was_first(assistant, api):
    amina, badr, chloe, group = api.person("Amina"), api.person("Badr"), api.person("Chloé"), assistant.group
    await on_the_day(assistant, amina)
    assistant.later(hours=2)
    day = group.last
    badr.taps(day, "9h00 Amina: Venu", group)
    chloe.taps(day, "Absent", group)
    await assistant.rest()
    assert badr.toasts == ["Noté : venu."]
    assert chloe.toasts == ["C'est déjà fait par Badr."]
    assert assistant.appointment(amina).status == "attended"


async def test_a_cancellation_by_the_group_tells_the_person(assistant, api):
    amina, badr, group = api.person("Amina"), api.person("Badr"), assistant.group
    await assistant.book(amina)
    await assistant.tap(badr, "Annuler", group.last, group)
    assert badr.toasts == ["Annulé. La personne est prévenue."]
    assert assistant.appointment(amina).status == "cancelled_by_staff"
    assert "mardi 24 novembre, 9h00" in amina.last.text
    assert amina.last.labels[0] == "Prendre rendez-vous"


async def test_talk_and_other_commands_in_a_group_are_neither_answered_nor_kept(assistant, api):
    badr, group = api.person("Badr"), assistant.group
    shown = len(group.screen)
    for said in ("on mange où ?", "/menu", "/help@parcours_test_bot", "/start", "/rdv", "/invite", "/foo@other_bot"):
        await assistant.write(badr, said, group)
    badr.sends("photo", group)
    badr.taps(group.screen[0], "=menu", group)
    badr.taps(group.screen[0], "=book", group)
    await assistant.rest()
    assert len(group.screen) == shown
    assert badr.toasts == ["Je ne connais pas ce rendez-vous ici."] * 2
    assert badr.screen == []
    kept = assistant.database.read(lambda session: session.scalars(select(InboxRow.body)).all())
    assert set(kept) == {None}


async def test_the_day_can_be_asked_for(assistant, api):
    badr, group = api.person("Badr"), assistant.group
    assert (await assistant.write(badr, "/today@parcours_test_bot", group)).text.startswith("Aujourd'hui, lundi")
    assert [text.split("\n")[0] for text in group.texts[1:]] == ["Aujourd'hui, lundi 23 novembre"] * 2


async def test_a_tap_on_another_offices_appointment_does_nothing(assistant, api):
    amina, badr = api.person("Amina"), api.person("Badr")
    code = await assistant.book(amina)
    elsewhere = await assistant.linked_group("Accueil Saint-Gilles", "mission-locale-saint-gilles")
    badr.taps(elsewhere.last, f"=g_cancel:{code}.1", elsewhere)
    await assistant.rest()
    assert badr.toasts == ["Je ne connais pas ce rendez-vous ici."]
    assert assistant.appointment(amina).status == "booked"


@pytest.mark.parametrize("told_by", ["the group", "the next message"])
async def test_a_group_that_becomes_a_supergroup_keeps_its_office(assistant, api, told_by):
    amina, badr, group = api.person("Amina"), api.person("Badr"), assistant.group
    if told_by == "the next message":
        api.updates.allowed = frozenset({"callback_query"})  # the note of the migration is lost
    successor = group.becomes_supergroup()
    api.updates.allowed = None
    await assistant.rest()
    await assistant.book(amina)
    assert successor.last.text.startswith("Nouveau rendez-vous")
    assert group_row(assistant).lost_at is None
    await assistant.tap(badr, "Annuler", successor.last, successor)
    assert assistant.appointment(amina).status == "cancelled_by_staff"
    await assistant.write(badr, "/today", successor)
    assert successor.last.text == "Aujourd'hui, lundi 23 novembre\nPersonne n'a rendez-vous."


@pytest.mark.parametrize("how", ["an update", "a refusal"])
async def test_without_a_group_nothing_is_booked_any_more_until_it_is_back(assistant, api, how):
    amina, badr, group = api.person("Amina"), api.person("Badr"), assistant.group
    await assistant.book(amina)
    if how == "an update":
        group.puts_bot_out(badr)
    else:
        group.refusal = "bot was kicked from the supergroup chat"
        await assistant.tap(amina, "Je serai en retard")
    await assistant.rest()
    assert group_row(assistant).lost_at == assistant.now
    chloe = api.person("Chloé")
    chloe.starts(FOREST)
    await assistant.rest()
    office = await assistant.tap(chloe, "Français")
    assert "Appeler" in " ".join(office.labels)
    assert not any("novembre" in label for label in office.labels)
    group.takes_bot_in(badr)
    await assistant.rest()
    assert group_row(assistant).lost_at is None
    chloe.starts(FOREST)
    await assistant.rest()
    assert any("novembre" in label for label in (await assistant.tap(chloe, "Français")).labels)


async def test_a_time_that_was_offered_before_the_group_was_lost_is_not_booked(assistant, api):
    amina, badr, group = api.person("Amina"), api.person("Badr"), assistant.group
    amina.starts(FOREST)
    await assistant.rest()
    times = await assistant.tap(amina, "Français")
    await assistant.tap(amina, times.labels[0], times)
    await assistant.tap(amina, "Amina")
    group.puts_bot_out(badr)
    await assistant.rest()
    await assistant.tap(amina, "Oui, c'est juste")
    assert assistant.appointment(amina) is None


async def test_a_demonstration_needs_no_group(api, database, content, stub_match):
    async with assistant_on(api, database, content, demo=True) as assistant:
        assert (await assistant.book(api.person("Amina"))).startswith("DEMO")
        rules = database.read(lambda session: office_rules(session, content))
        assert rules[FOREST].mode == "slots"
        assert database.read(lambda session: is_heard(session, FOREST))


async def test_an_administrator_gets_a_link_in_private_and_nobody_else(assistant, api):
    admin = api.person("Chef", ADMIN)
    said = await assistant.write(admin, "/invite mission-locale-saint-gilles")
    link = next(line for line in said.text.split("\n") if line.startswith("https://"))
    assert link.startswith("https://t.me/parcours_test_bot?startgroup=")
    group = api.group("Saint-Gilles")
    await assistant.write(admin, f"/start@parcours_test_bot {link.partition('=')[2]}", group)
    assert group.texts[0].startswith("Ce groupe est maintenant celui de Mission Locale de Saint-Gilles.")
    assert "mission-locale-forest" in (await assistant.write(admin, "/invite nowhere")).text
    shown = len(group.screen)
    await assistant.write(admin, "/invite mission-locale-forest", group)
    assert len(group.screen) == shown


async def test_two_bookings_at_one_moment_are_both_on_the_day(assistant, api):
    people = [api.person(name) for name in ("Amina", "Badr", "Chloé")]
    for person in people:
        await assistant.book(person)
    assistant.clock.now = TUESDAY_0731
    await assistant.minute()
    await asyncio.gather(*(assistant.tap(person, "Je serai en retard") for person in people))
    day = next(one for one in reversed(assistant.group.screen) if one.text.startswith("Aujourd'hui, mardi"))
    assert day.text.count("sera en retard") == 3
    statuses = assistant.database.read(lambda session: session.scalars(select(AppointmentRow.status)).all())
    assert statuses == ["booked"] * 3


async def test_half_an_hour_before_closing_those_without_a_mark_are_asked_about_once(assistant, api):
    """The desk of the tests receives from 9h00 to 12h00."""
    amina, badr, group = api.person("Amina"), api.person("Badr"), assistant.group
    await on_the_day(assistant, amina, badr)
    day = group.last
    assistant.clock.now = datetime(2026, 11, 24, 10, 29, tzinfo=UTC)  # 11h29
    await assistant.tap(badr, day.labels[0], day, group)
    await assistant.minute()
    shown = len(group.screen)
    assistant.later(minutes=1)
    await assistant.minute()
    assert group.last.text.startswith("Qui est venu aujourd'hui ? Une touche par personne suffit.\n9h30 Badr")
    assert group.last.labels == ["9h30 Badr: Venu", "Absent"]
    await assistant.minute()
    assert len(group.screen) == shown + 1
    await assistant.tap(badr, "9h30 Badr: Venu", group.last, group)
    assert assistant.appointment(badr).status == "attended"


async def test_nobody_is_asked_about_when_all_are_marked(assistant, api):
    amina, group = api.person("Amina"), assistant.group
    await on_the_day(assistant, amina)
    assistant.clock.now = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)
    await assistant.tap(amina, group.last.labels[0], group.last, group)
    shown = len(group.screen)
    await assistant.minute()
    assert len(group.screen) == shown


async def test_a_person_whom_no_message_reaches_is_named_to_the_group_once(assistant, api):
    amina, group = api.person("Amina"), assistant.group
    await assistant.book(amina, slot=2)
    amina.blocks()
    await assistant.rest()
    row = assistant.appointment(amina)
    assistant.database.write(
        lambda db: queue(
            db,
            channel="telegram",
            recipient=row.chat_key,
            address=str(amina.id),
            message=Outgoing(kind="text", text="Un changement."),
            now=assistant.now,
            appointment_id=row.id,
        )
    )
    await assistant.rest()
    await assistant.minute()
    assert group.last.text.startswith("Téléphonez à cette personne : nos messages n'arrivent pas\n")
    shown = len(group.screen)
    await assistant.minute()
    assert len(group.screen) == shown


async def test_the_history_of_taps_in_a_group_holds_numbers_and_no_name(assistant, api):
    amina, badr, chloe, group = api.person("Amina"), api.person("Badr"), api.person("Chloé"), assistant.group

    def make_member(db) -> None:
        key = chat_key_of("telegram", str(chloe.id))
        row = StaffMemberRow(
            office=FOREST, role="reception", name="Chloé V.", chat_key=key, added_at=assistant.now, added_by="staff:a-0"
        )
        db.add(row)

    assistant.database.write(make_member)
    await on_the_day(assistant, amina)
    assistant.later(hours=2)
    day = group.last
    await assistant.tap(chloe, "9h00 Amina: Venu", day, group)
    await assistant.tap(badr, "9h00 Amina: Corriger", day, group)
    row = assistant.appointment(amina)
    actors = assistant.database.read(lambda db: [event.actor for event in history_of(db, row.id)])
    assert [actor for actor in actors if actor.startswith("group:")] == ["group:m1", "group:t1"]
    assert "Badr" not in "".join(actors)
    names = assistant.database.read(lambda db: names_of_actors(db, FOREST, actors))
    assert names == {"group:m1": "Chloé V.", "group:t1": "Badr"}
    assert assistant.database.read(lambda db: names_of_actors(db, "mission-locale-saint-gilles", actors)) == {}
