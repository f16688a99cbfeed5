"""A booking and everything around it on Telegram, as people see it: over real HTTP, with the real pump."""

from __future__ import annotations

from sqlalchemy import select

import bot.wiring.answering
from bot.matching.match import Match
from bot.store.tables import AppointmentRow, ConversationRow, InboxRow
from tests.telegram.assistant import assistant_on

WHICH_COMMUNE = "Dans quelle commune habitez-vous ?"
PHONE = "À quel numéro le bureau peut-il vous appeler ?"
OUTDATED = "Ce bouton est ancien. Voici où nous en sommes."


def booked(assistant) -> list[tuple[str, str]]:
    query = select(AppointmentRow).order_by(AppointmentRow.id)
    return assistant.database.read(lambda session: [(one.first_name, one.status) for one in session.scalars(query)])


async def at_commune(assistant, person):
    person.starts()
    await assistant.rest()
    await assistant.tap(person, "Français")
    return await assistant.tap(person, "Prendre rendez-vous")


async def at_phone(assistant, person):
    await assistant.book(person)
    await assistant.tap(person, "Oui")
    return await assistant.tap(person, "Trouver un travail")


async def test_from_start_to_a_pinned_card_in_six_taps(api, database, content, stub_match, way):
    async with assistant_on(api, database, content, way) as assistant:
        amina = api.person("Amina")
        code = await assistant.book(amina)
        assert len(api.calls_of("answerCallbackQuery")) == 6
        assert amina.toasts == [""] * 6
        texts = [one.text.split("\n")[0] for one in amina.screen]
        assert texts == [
            "Bonjour ! Je suis un assistant automatique. J'aide à trouver un bureau pour l'emploi à Bruxelles.",
            "Que voulez-vous faire ? Choisissez un bouton. Vous pouvez aussi écrire votre question.",
            WHICH_COMMUNE,
            "Mission Locale de Forest : quel moment vous convient ?",
            "Quel est votre prénom ?",
            "Vérifiez, s'il vous plaît.",
            "C'est noté pour Amina.",
            "Encore quelques questions, pour aider le bureau à préparer l'entretien.",
        ]
        assert [one.text.rsplit("➜ ", 1)[1] for one in amina.screen[2:6]] == [
            "Forest",
            "mardi 24 novembre, 9h00",
            "Amina",
            "Oui, c'est juste",
        ]
        assert [one.buttons for one in amina.screen[2:6]] == [[]] * 4
        card = amina.screen[6]
        assert card.pinned
        assert "mardi 24 novembre, 9h00" in card.html
        assert f"Code : {code}" in card.text
        assert "Boulevard de la Deuxième Armée Britannique 29, 1190 Forest" in card.text
        assert booked(assistant) == [("Amina", "booked")]


async def test_the_card_gives_calendar_map_and_number_on_tap(assistant, api):
    amina = api.person("Amina")
    code = await assistant.book(amina)
    file = (await assistant.tap(amina, "Dans mon agenda")).params["document"]
    assert (file.name, file.mimetype) == (f"{code}.ics", "text/calendar")
    assert b"DTSTART:20261124T080000Z" in file.content
    venue = await assistant.tap(amina, "Voir le plan")
    assert (venue.kind, venue.params["title"]) == ("sendVenue", "Mission Locale de Forest")
    assert venue.params["address"] == "Boulevard de la Deuxième Armée Britannique 29, 1190 Forest"
    await assistant.tap(amina, "Parler à une personne")
    label = next(label for label in amina.last.labels if label.startswith("Appeler : "))
    called = await assistant.tap(amina, label)
    assert called.kind == "sendContact"
    assert label == f"Appeler : {called.params['first_name']}"
    assert called.params["phone_number"]


async def test_the_language_of_the_chat_sets_its_commands(assistant, api):
    amina = api.person("Amina")
    amina.starts()
    await assistant.rest()
    await assistant.tap(amina, "Nederlands")
    assert [one["command"] for one in amina.commands] == ["menu", "afspraak", "taal", "mens", "wissen"]
    await assistant.tap(amina, "Taal / Langue")
    await assistant.tap(amina, "Français")
    assert [one["command"] for one in amina.commands] == ["menu", "rdv", "langue", "personne", "effacer"]


async def test_a_posters_link_fills_office_and_commune(assistant, api):
    amina = api.person("Amina")
    await assistant.book(amina, payload="mission-locale-forest")
    assert [one.text.split("\n")[0] for one in amina.screen[1:3]] == [
        "Mission Locale de Forest : quel moment vous convient ?",
        "Quel est votre prénom ?",
    ]
    row = assistant.appointment(amina)
    assert (row.office, row.details) == ("mission-locale-forest", {"commune": "forest"})


async def test_a_link_to_nowhere_is_a_plain_start(assistant, api):
    amina = api.person("Amina")
    amina.starts("no-such-office")
    await assistant.rest()
    assert amina.last.labels == ["Français", "Nederlands"]


async def test_start_addressed_to_this_bot_by_name_is_a_start(assistant, api):
    amina = api.person("Amina")
    assert (await assistant.write(amina, "/start@parcours_test_bot")).labels == ["Français", "Nederlands"]


async def test_a_shared_position_answers_the_commune_and_only_the_commune_is_kept(assistant, api):
    amina = api.person("Amina")
    question = await at_commune(assistant, amina)
    share = await assistant.tap(amina, "Partager ma position", question)
    assert share.markup["keyboard"] == [[{"text": "Partager ma position", "request_location": True}]]
    amina.shares_location(50.8091, 4.3178)
    await assistant.rest()
    assert [one.text.split("\n")[0] for one in amina.screen[-2:]] == [
        "Votre commune : Forest.",
        "Mission Locale de Forest : quel moment vous convient ?",
    ]
    kept = assistant.database.read(
        lambda session: [
            (one.state or {}).get("answers") for one in session.scalars(select(ConversationRow)) if one.state
        ]
    )
    assert kept == [[["road", "book"], ["commune", "forest"]]]
    bodies = assistant.database.read(lambda session: session.scalars(select(InboxRow.body)).all())
    assert set(bodies) == {None}


async def test_the_buttons_of_the_question_stay_good_after_the_button_that_shares(assistant, api):
    amina = api.person("Amina")
    question = await at_commune(assistant, amina)
    await assistant.tap(amina, "Partager ma position", question)
    assert (await assistant.tap(amina, "Forest", question)).text.startswith("Mission Locale de Forest : quel moment")


async def test_a_position_that_nobody_asked_for_is_not_kept(assistant, api):
    amina = api.person("Amina")
    await assistant.book(amina)
    amina.shares_location(50.8091, 4.3178)
    await assistant.rest()
    assert amina.screen[-2].text == "Merci. Je n'ai pas besoin de votre position maintenant. Je ne la garde pas."


async def test_the_own_number_is_taken_and_somebody_elses_is_not(assistant, api):
    amina = api.person("Amina")
    question = await at_phone(assistant, amina)
    assert question.text.startswith(PHONE)
    share = await assistant.tap(amina, "Partager mon numéro", question)
    assert share.markup["keyboard"] == [[{"text": "Partager mon numéro", "request_contact": True}]]
    amina.shares_contact("+32470000001", user_id=5)
    await assistant.rest()
    assert amina.screen[-2].text.startswith("Ce contact n'est pas le vôtre.")
    assert amina.last.text.startswith(PHONE)
    amina.shares_contact("+32470000002")
    await assistant.rest()
    assert amina.last.text.startswith("Aimeriez-vous de l'aide pour lire ou pour parler ?")
    assert assistant.appointment(amina).details["phone"] == "+32470000002"


async def test_whatever_is_sent_instead_of_words_is_asked_about_and_never_fetched(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    for kind in ("photo", "document", "voice", "sticker", "video_note", "dice"):
        amina.sends(kind)
        await assistant.rest()
        assert amina.last.text.endswith("Est-ce une lettre ?"), kind
        assert amina.last.labels[:2] == ["Oui, une lettre", "Non, continuer"]
    assert (await assistant.tap(amina, "Non, continuer")).text.startswith(WHICH_COMMUNE)
    assert api.calls_of("getFile") == []


async def test_a_photo_of_a_letter_leads_to_who_sent_it(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    amina.sends("photo")
    await assistant.rest()
    assert (await assistant.tap(amina, "Oui, une lettre")).text.startswith("Qui a envoyé la lettre ?")
    advice = await assistant.tap(amina, "ONEM (chômage)")
    assert advice.text.startswith("Lisez d'abord la date dans la lettre.")


async def test_danger_written_under_a_photo_is_seen(assistant, api, monkeypatch):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    in_danger = Match("fr", True, True, None, "none", "", 0.0, False)
    monkeypatch.setattr(bot.wiring.answering, "match", lambda text, index, lang: in_danger)
    amina.sends("photo", caption="mon mari me frappe")
    await assistant.rest()
    assert "Êtes-vous en danger maintenant ?" in amina.last.text


async def test_words_under_a_photo_that_are_not_understood_leave_the_question_whether_it_is_a_letter(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    amina.sends("photo", caption="voila regardez")
    await assistant.rest()
    assert amina.last.text.endswith("Est-ce une lettre ?")


async def test_an_edited_message_is_not_answered_again(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    shown = len(amina.screen)
    amina.edits(1, "bonsoir")
    await assistant.rest()
    assert len(amina.screen) == shown


async def test_an_old_button_changes_nothing_and_shows_what_is_asked_now(assistant, api):
    amina = api.person("Amina")
    question = await at_commune(assistant, amina)
    old = question.data_of("Forest")
    await assistant.tap(amina, "Forest", question)
    amina.taps(question, old)
    await assistant.rest()
    assert amina.toasts[-1] == OUTDATED
    assert amina.last.text.startswith("Mission Locale de Forest : quel moment vous convient ?")


async def test_forged_data_changes_nothing(assistant, api):
    amina = api.person("Amina")
    code = await assistant.book(amina)
    badr = api.person("Badr")
    await at_commune(assistant, badr)
    ours = (f"=cancel:{code}.1", f"=g_cancel:{code}.1")
    forged = (*ours, "=menu:x\x00", "0:0", "999999999:1", "=call:../../etc", "é" * 32)
    for data in forged:
        badr.taps(badr.last, data)
        await assistant.rest()
        assert badr.last.text.startswith(WHICH_COMMUNE), data
    assert booked(assistant) == [("Amina", "booked")]
    assert len(badr.toasts) == 2 + len(forged)


async def test_a_double_tap_on_yes_books_once(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    times = await assistant.tap(amina, "Forest")
    await assistant.tap(amina, times.labels[0])
    check = await assistant.tap(amina, "Amina")
    yes = check.data_of("Oui, c'est juste")
    amina.taps(check, yes)
    amina.taps(check, yes)
    await assistant.rest()
    assert booked(assistant) == [("Amina", "booked")]
    assert len([one for one in amina.screen if one.pinned]) == 1
    assert len(amina.toasts) == 7


async def test_who_blocked_the_assistant_is_noted_and_back_at_the_next_word(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)

    def unreachable() -> bool:
        query = select(ConversationRow.unreachable_at).where(ConversationRow.state.is_not(None))
        return assistant.database.read(lambda session: session.scalars(query).all()) != [None]

    amina.blocks()
    await assistant.rest()
    assert unreachable()
    amina.unblocks()
    await assistant.rest()
    assert not unreachable()
    assert (await assistant.write(amina, "1190")).text.startswith("Mission Locale de Forest : quel moment")


async def test_an_unknown_command_is_answered_and_the_question_asked_again(assistant, api):
    amina = api.person("Amina")
    await at_commune(assistant, amina)
    assert (await assistant.write(amina, "/invite mission-locale-forest")).text.startswith(WHICH_COMMUNE)
    assert amina.screen[-2].text.startswith("Je ne connais pas cette commande.")


async def test_a_real_question_is_understood_and_the_place_is_kept(api, database, content, index):
    async with assistant_on(api, database, content, index=index) as assistant:
        amina = api.person("Amina")
        await at_commune(assistant, amina)
        await assistant.write(amina, "quels papiers dois-je apporter ?")
        assert "Apportez ce que vous avez." in amina.screen[3].text
        assert amina.last.text.startswith(WHICH_COMMUNE)
