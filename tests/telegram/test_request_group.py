"""Requests in the group of the office: one tap answers, two propose a time, and of two people one is first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.store.tables import OfficeRow
from tests.conversation.sayings import at

ANSWERS = [
    "Proposer un moment",
    "Venez sans rendez-vous",
    "Téléphonez-nous",
    "Déjà suivi ici",
    "Un autre bureau convient mieux",
]


@pytest.fixture
async def amina(assistant, api):
    """Amina has asked Forest, which answers requests, for Thursday or Friday morning."""
    assistant.database.write(lambda session: session.execute(update(OfficeRow).values(mode="request")))
    person = api.person("Amina")
    person.starts("")
    await assistant.rest()
    for label in ("Français", "Prendre rendez-vous", "Forest", "Demander un rendez-vous"):
        await assistant.tap(person, label)
    for label in ("jeudi 26 novembre, matin", "vendredi 27 novembre, matin", "C'est tout", "Amina", "Oui, envoyer"):
        await assistant.tap(person, label)
    return person


async def test_a_request_comes_with_its_wishes_the_promise_and_five_answers(assistant, amina):
    code = assistant.appointment(amina).code
    told = assistant.group.last
    assert told.text == (
        f"Demande de rendez-vous\nAmina, code {code[-3:]}\nLangue : français\n"
        "– jeudi 26 novembre, matin\n– vendredi 27 novembre, matin\n"
        "Nous avons promis une réponse avant : mercredi 25 novembre, 17h00"
    )
    assert told.labels == ANSWERS
    assert code not in told.text


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Venez sans rendez-vous", "Venez sans rendez-vous, aux heures d'ouverture."),
        ("Téléphonez-nous", "Le bureau préfère vous parler."),
        ("Déjà suivi ici", "Vous avez déjà un conseiller dans ce bureau."),
        ("Un autre bureau convient mieux", "Un autre bureau peut mieux vous aider."),
    ],
)
async def test_one_tap_answers_and_the_message_says_who_did_it(assistant, api, amina, label, said):
    badr, told = api.person("Badr"), assistant.group.last
    await assistant.tap(badr, label, told, assistant.group)
    assert badr.toasts == ["C'est envoyé à la personne."]
    assert said in amina.last.text
    assert told.text.endswith(f"Répondu : {label}\nRéponse de Badr")
    assert told.labels == []
    assert assistant.appointment(amina).status == "declined"


async def test_two_taps_propose_a_time_and_a_yes_is_told_with_the_usual_taps(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, group)
    assert told.labels == [
        "jeudi 26 novembre, 9h00", "jeudi 26 novembre, 9h30", "jeudi 26 novembre, 10h00",
        "vendredi 27 novembre, 9h00", "vendredi 27 novembre, 9h30", "vendredi 27 novembre, 10h00",
        "Autre réponse",
    ]  # fmt: skip
    await assistant.tap(badr, "vendredi 27 novembre, 9h30", told, group)
    assert badr.toasts[-1] == "C'est envoyé à la personne."
    assert "Proposé : vendredi 27 novembre, 9h30" in told.text
    assert "vendredi 27 novembre, 9h30" in amina.last.text
    await assistant.tap(amina, "Accepter")
    assert assistant.appointment(amina).status == "booked"
    assert assistant.appointment(amina).starts_at == at("2026-11-27 09:30")
    assert told.text.endswith("Accepté : vendredi 27 novembre, 9h30")
    assert group.last.text.startswith("Nouveau rendez-vous\nvendredi 27 novembre, 9h30")
    assert group.last.labels == ["Venu", "Absent", "Annuler"]


async def test_the_five_answers_come_back(assistant, api, amina):
    badr, told = api.person("Badr"), assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, assistant.group)
    await assistant.tap(badr, "Autre réponse", told, assistant.group)
    assert told.labels == ANSWERS


async def test_of_two_who_answer_at_once_one_has_an_effect_and_the_other_is_told_who_was_first(assistant, api, amina):
    badr, chloe, group = api.person("Badr"), api.person("Chloé"), assistant.group
    told, heard = group.last, len(amina.screen)
    badr.taps(told, "Téléphonez-nous", group)
    chloe.taps(told, "Venez sans rendez-vous", group)
    await assistant.rest()
    first, second = (badr, chloe) if badr.toasts == ["C'est envoyé à la personne."] else (chloe, badr)
    assert first.toasts == ["C'est envoyé à la personne."]
    assert second.toasts == [f"{first.title} a déjà répondu."]
    assert len(amina.screen) == heard + 1


async def test_another_moment_is_a_new_message_and_the_old_one_has_no_buttons(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, group)
    await assistant.tap(badr, "jeudi 26 novembre, 9h00", told, group)
    for label in ("Un autre moment", "lundi 30 novembre, matin", "C'est tout", "Oui, envoyer"):
        await assistant.tap(amina, label)
    anew = group.last
    assert anew is not told
    assert "– lundi 30 novembre, matin" in anew.text
    assert (anew.labels, told.labels) == (ANSWERS, [])


async def test_what_is_taken_back_loses_its_buttons_and_an_old_tap_does_nothing(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    code = assistant.appointment(amina).code
    await assistant.tap(amina, "Je ne veux plus")
    await assistant.tap(amina, "Oui, retirer")
    assert told.text.endswith("Retirée par la personne.")
    assert told.labels == []
    badr.taps(told, f"=g_say_phone:{code}.1", group)
    badr.taps(told, f"=g_times:{code}.1", group)
    badr.taps(told, "=g_time:nonsense", group)
    await assistant.rest()
    assert badr.toasts == ["Cette demande a changé. Regardez le message."] * 2 + [
        "Je ne connais pas cette demande ici."
    ]
    assert assistant.appointment(amina).status == "cancelled_by_person"


async def test_another_group_cannot_answer(assistant, api, amina):
    badr, code = api.person("Badr"), assistant.appointment(amina).code
    elsewhere = await assistant.linked_group("Accueil Saint-Gilles", "mission-locale-saint-gilles")
    for data in (f"=g_say_phone:{code}.1", f"=g_times:{code}.1"):
        badr.taps(elsewhere.last, data, elsewhere)
    await assistant.rest()
    assert badr.toasts == ["Je ne connais pas cette demande ici."] * 2
    assert assistant.appointment(amina).status == "requested"


async def test_a_time_that_was_shown_and_is_gone_is_not_proposed(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, group)
    assistant.database.write(lambda session: session.execute(update(OfficeRow).values(horizon_days=0)))
    await assistant.tap(badr, "jeudi 26 novembre, 9h00", told, group)
    assert badr.toasts[-1] == "Ce moment n'est plus libre. Choisissez-en un autre."
    assert told.labels == ["Autre réponse"]


async def test_the_promise_is_kept_in_the_chat_within_its_minute(assistant, amina):
    heard = len(amina.screen)
    assistant.clock.now = at("2026-11-25 17:00") - timedelta(minutes=1)
    await assistant.minute()
    assert len(amina.screen) == heard
    assistant.later(minutes=1)
    await assistant.minute()
    assert amina.last.text.startswith("Mission Locale de Forest : pas encore de réponse.")
    assert amina.last.labels == ["Appeler", "Autre bureau", "Attendre encore", "Parler à une personne"]


async def test_a_proposal_is_taken_back_in_two_taps_and_the_five_answers_are_there_again(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, group)
    await assistant.tap(badr, "vendredi 27 novembre, 9h30", told, group)
    assert told.labels == ["Retirer cette proposition"]
    await assistant.tap(badr, "Retirer cette proposition", told, group)
    assert told.text.endswith(
        "Retirer cette proposition ? La personne reçoit un message. Elle attend alors un autre moment."
    )
    assert told.labels == ["Oui, la retirer", "Non, la garder"]
    await assistant.tap(badr, "Non, la garder", told, group)
    assert told.labels == ["Retirer cette proposition"]
    await assistant.tap(badr, "Retirer cette proposition", told, group)
    await assistant.tap(badr, "Oui, la retirer", told, group)
    assert badr.toasts[-1] == "Proposition retirée. La personne est prévenue. Sa demande attend votre réponse."
    assert told.labels == ANSWERS
    assert amina.last.text.startswith("Changement : le bureau ne propose plus ce moment.")
    assert assistant.appointment(amina).status == "requested"


async def test_a_yes_to_what_was_taken_back_is_told_and_books_nothing(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, group)
    await assistant.tap(badr, "vendredi 27 novembre, 9h30", told, group)
    proposal = amina.last
    for label in ("Retirer cette proposition", "Oui, la retirer"):
        await assistant.tap(badr, label, told, group)
    await assistant.tap(amina, "Accepter", proposal)
    said = "\n".join(message.text for message in amina.screen[-2:])
    assert "Le bureau ne propose plus ce moment. Vous n'avez pas encore de rendez-vous." in said
    assert "Votre demande est partie" in said
    assert assistant.appointment(amina).status == "requested"


async def test_of_a_yes_and_a_taking_back_at_the_same_moment_one_has_an_effect(assistant, api, amina):
    badr, group, told = api.person("Badr"), assistant.group, assistant.group.last
    await assistant.tap(badr, "Proposer un moment", told, group)
    await assistant.tap(badr, "vendredi 27 novembre, 9h30", told, group)
    await assistant.tap(badr, "Retirer cette proposition", told, group)
    amina.taps(amina.last, "Accepter")
    badr.taps(told, "Oui, la retirer", group)
    await assistant.rest()
    status = assistant.appointment(amina).status
    said = "\n".join(message.text for message in amina.screen[-3:])
    late = "Trop tard, la personne a déjà accepté. C'est maintenant un rendez-vous, dans l'agenda."
    assert status in ("booked", "requested")
    assert (badr.toasts[-1] == late) is (status == "booked")
    assert ("Le bureau ne propose plus ce moment. Vous n'avez pas encore" in said) is (status == "requested")
