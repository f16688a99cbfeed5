"""From messages of the outbox to calls of the Bot API, over real HTTP with python-telegram-bot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram.limits import LocalAllowance, Pacer
from bot.channels.telegram.request import TelegramRequest, make_bot
from bot.channels.telegram.sending import TelegramChannel
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.operations.ports import MovedTo, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable
from tests.telegram.api_chats import Chat, Person
from tests.telegram.api_faults import CutAfter, CutBefore, Delay, Flood, HtmlError, Refusal, ServerError
from tests.telegram.api_server import BotApiServer

YES_NO = ((OutgoingButton("Oui", "4:0"),), (OutgoingButton("Non", "4:1"), OutgoingButton("Menu", "=menu")))


def text(words: str, **more: Any) -> Outgoing:
    return Outgoing(kind="text", text=words, **more)


async def send(channel: TelegramChannel, chat: Chat, message: Outgoing, edits: str | None = None) -> Any:
    return await channel.send(str(chat.id), message, edits)


@pytest.fixture
def amina(api: BotApiServer) -> Person:
    return api.person("Amina")


async def test_a_text_arrives_as_html_with_its_buttons_in_rows(channel, amina):
    assert await send(channel, amina, text("**Bonjour** <vous> & moi", rows=YES_NO)) == Sent("1")
    assert amina.last.html == "<b>Bonjour</b> &lt;vous&gt; &amp; moi"
    assert amina.last.buttons == [[("Oui", "4:0")], [("Non", "4:1"), ("Menu", "=menu")]]


async def test_a_link_shows_no_preview(channel, amina):
    await send(channel, amina, text("[site](https://example.org)"))
    assert amina.last.params["link_preview_options"] == '{"is_disabled": true}'


async def test_a_long_text_comes_in_parts_with_the_buttons_on_the_last(channel, amina):
    long = "\n\n".join(f"Phrase {number}. " + "mot " * 60 for number in range(40))
    delivered = await send(channel, amina, text(long, rows=YES_NO))
    assert delivered == Sent(str(amina.last.message_id))
    assert [bool(one.buttons) for one in amina.screen] == [False, False, True]
    assert [one.text.split(".")[0] for one in amina.screen] == ["Phrase 0", "Phrase 16", "Phrase 32"]


async def test_when_a_later_part_fails_the_first_is_not_sent_again_as_if_nothing_had_happened(api, channel, amina):
    long = "mot " * 1500
    api.fail(Delay(0), "sendMessage")
    api.fail(ServerError(), "sendMessage")
    assert await send(channel, amina, text(long)) == OutcomeUnknown()
    assert len(amina.screen) == 1


async def test_paging_changes_the_message_whose_button_was_tapped(channel, amina):
    sent = await send(channel, amina, text("Lundi", rows=YES_NO))
    other = ((OutgoingButton("10h", "5:0"),),)
    assert await send(channel, amina, text("Mardi", rows=other, pages=True), sent.message_ref) == Sent("1")
    assert amina.texts == ["Mardi"]
    assert amina.last.labels == ["10h"]


async def test_the_same_text_again_counts_as_delivered(channel, amina):
    sent = await send(channel, amina, text("Lundi", rows=YES_NO))
    assert await send(channel, amina, text("Lundi", rows=YES_NO), sent.message_ref) == Sent("1")


async def test_a_message_that_was_deleted_is_said_anew(channel, amina):
    assert await send(channel, amina, text("Mardi", rows=YES_NO), "77") == Sent("1")
    assert amina.texts == ["Mardi"]


async def test_freezing_takes_the_buttons_away_and_writes_the_choice_under_the_text(channel, amina):
    sent = await send(channel, amina, text("Quel **moment** ?", rows=YES_NO))
    frozen = Outgoing(kind="freeze", text="Quel **moment** ?", name="Mardi *9h30*")
    assert await send(channel, amina, frozen, sent.message_ref) == Sent("1")
    assert amina.last.html == "Quel <b>moment</b> ?\n\n➜ Mardi <i>9h30</i>"
    assert amina.last.buttons == []


async def test_freezing_without_the_original_text_only_takes_the_buttons_away(channel, amina):
    sent = await send(channel, amina, text("Quel moment ?", rows=YES_NO))
    assert await send(channel, amina, Outgoing(kind="freeze", name="Mardi"), sent.message_ref) == Sent("1")
    assert (amina.last.text, amina.last.buttons) == ("Quel moment ?", [])


async def test_freezing_twice_is_no_error(channel, amina):
    sent = await send(channel, amina, text("Quel moment ?", rows=YES_NO))
    frozen = Outgoing(kind="freeze", text="Quel moment ?", name="Mardi")
    assert await send(channel, amina, frozen, sent.message_ref) == Sent("1")
    assert await send(channel, amina, frozen, sent.message_ref) == Sent("1")


async def test_an_organisation_comes_as_a_card_that_a_phone_can_call(channel, amina):
    card = Outgoing(kind="contact", name="Mission Locale de Forest", phone="+3223498210")
    assert await send(channel, amina, card) == Sent("1")
    assert amina.last.params["phone_number"] == "+3223498210"
    assert amina.last.params["first_name"] == "Mission Locale de Forest"


async def test_a_map_comes_as_a_venue_with_a_plain_address(channel, amina):
    venue = Outgoing(kind="venue", name="Forest", text="Rue *X* 29\\.", latitude=50.81, longitude=4.32)
    assert await send(channel, amina, venue) == Sent("1")
    assert amina.last.params["address"] == "Rue X 29."
    assert amina.last.params["latitude"] == "50.81"


async def test_a_calendar_file_is_uploaded_under_its_name(channel, amina):
    ics = "BEGIN:VCALENDAR\r\nSUMMARY:Été\r\nEND:VCALENDAR\r\n"
    assert await send(channel, amina, Outgoing(kind="calendar", name="KXPRTM.ics", text=ics)) == Sent("1")
    file = amina.last.params["document"]
    assert (file.name, file.content.decode(), file.mimetype) == ("KXPRTM.ics", ics, "text/calendar")


async def test_the_commands_of_a_chat_follow_the_language_chosen_in_it(api, channel, amina):
    rows = ((OutgoingButton("Menu", "menu"), OutgoingButton("Mon rendez-vous", "rdv")),)
    assert await send(channel, amina, Outgoing(kind="commands", text="fr", rows=rows)) == Sent()
    assert amina.commands == [
        {"command": "menu", "description": "Menu"},
        {"command": "rdv", "description": "Mon rendez-vous"},
    ]
    assert "language_code" not in api.calls[-1].params


async def test_the_confirmation_card_is_pinned_without_a_sound(api, channel, amina):
    assert await send(channel, amina, text("C'est noté", card=True)) == Sent("1")
    assert amina.last.pinned
    assert api.calls_of("pinChatMessage")[0].params["disable_notification"] == "true"


async def test_a_card_that_cannot_be_pinned_has_arrived_all_the_same(api, channel, amina):
    api.fail(ServerError(), "pinChatMessage")
    assert await send(channel, amina, text("C'est noté", card=True)) == Sent("1")
    assert not amina.last.pinned


async def test_a_message_without_buttons_may_offer_to_share_the_position(channel, amina):
    await send(channel, amina, text("Où êtes-vous ?", asks_location=True, name="Partager ma position"))
    assert amina.last.markup["keyboard"] == [[{"text": "Partager ma position", "request_location": True}]]
    assert amina.last.markup["one_time_keyboard"]


async def test_a_message_without_buttons_may_ask_for_the_phone_number(channel, amina):
    await send(channel, amina, text("Votre numéro ?", asks_contact=True, name="Donner mon numéro"))
    assert amina.last.markup["keyboard"] == [[{"text": "Donner mon numéro", "request_contact": True}]]


async def test_a_question_with_buttons_keeps_them_and_gets_no_second_keyboard(channel, amina):
    await send(channel, amina, text("Commune ?", rows=YES_NO, asks_location=True, name="Partager ma position"))
    assert list(amina.last.markup) == ["inline_keyboard"]


async def test_nothing_is_asked_to_be_shared_in_a_group(api, channel):
    group = api.group()
    await send(channel, group, text("Où ?", asks_location=True, name="Partager ma position"))
    assert group.last.markup == {}


@pytest.mark.parametrize(
    ("fault", "delivery", "times_shown"),
    [
        (Flood(7), TryLater(timedelta(seconds=7)), 0),
        (ServerError(500), TryLater(timedelta(seconds=2)), 0),
        (HtmlError(), TryLater(timedelta(seconds=2)), 0),
        (CutBefore(), OutcomeUnknown(), 0),
        (CutAfter(), OutcomeUnknown(), 1),
        (Refusal("MESSAGE_TOO_SILLY"), Rejected("Message_too_silly"), 0),
        (
            Refusal('can\'t parse entities: unsupported start tag "amina a dit"'),
            Rejected('Can\'t parse entities: unsupported start tag "…"'),
            0,
        ),
        (Refusal("chat not found"), Unreachable(), 0),
        (Refusal("not enough rights to send text messages to the chat"), Unreachable(), 0),
    ],
)
async def test_what_became_of_a_message_when_something_goes_wrong(api, channel, amina, fault, delivery, times_shown):
    api.fail(fault, "sendMessage")
    assert await send(channel, amina, text("bonjour")) == delivery
    assert len(amina.screen) == times_shown


async def test_a_person_who_blocked_the_bot_is_unreachable(channel, amina):
    amina.blocks()
    assert await send(channel, amina, text("bonjour")) == Unreachable()


async def test_a_group_that_became_a_supergroup_has_moved(api, channel):
    group = api.group("Accueil Forest")
    new = group.becomes_supergroup()
    assert await send(channel, group, text("Bonjour")) == MovedTo(str(new.id))
    assert await send(channel, new, text("Bonjour")) == Sent("2")
    assert new.texts == ["Bonjour"]


async def test_a_slow_answer_leaves_the_outcome_unknown(api, amina):
    api.fail(Delay(0.5), "sendMessage")
    bot = make_bot(api.token, api.base_url, TelegramRequest(read_timeout=0.1))
    hasty = TelegramChannel(bot, Pacer(LocalAllowance()))
    assert await send(hasty, amina, text("bonjour")) == OutcomeUnknown()
    await hasty.close()


async def test_a_refused_connection_delivers_nothing(api, channel, amina):
    await api.stop()
    assert await send(channel, amina, text("bonjour")) == TryLater(timedelta(seconds=2))


async def test_a_flood_in_one_chat_does_not_hold_another_up(api, channel, amina):
    badr = api.person("Badr")
    api.fail(Flood(40), "sendMessage", amina)
    assert await send(channel, amina, text("un")) == TryLater(timedelta(seconds=40))
    held = await send(channel, amina, text("un"))
    assert isinstance(held, TryLater)
    assert timedelta(seconds=39) < held.after <= timedelta(seconds=40)
    assert await send(channel, badr, text("deux")) == Sent("1")
    assert [call.status for call in api.calls] == [429, 200]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (((OutgoingButton("Oui", "é" * 33),),), "a button's data is 66 bytes long, allowed are 1 to 64"),
        (((OutgoingButton("Oui", ""),),), "a button's data is 0 bytes long, allowed are 1 to 64"),
        (((OutgoingButton(" ", "4:0"),),), "a button has no label"),
        (tuple((OutgoingButton("Oui", "4:0"),) for _ in range(101)), "a message has more than 100 buttons"),
    ],
)
async def test_buttons_that_telegram_would_refuse_are_not_sent(api, channel, amina, rows, why):
    assert await send(channel, amina, text("?", rows=rows)) == Rejected(why)
    assert api.calls == []


@pytest.mark.parametrize("words", ["", "  \n "])
async def test_an_empty_message_is_rejected(channel, amina, words):
    assert isinstance(await send(channel, amina, text(words)), Rejected)


async def test_an_address_that_is_no_number_is_rejected(channel):
    assert await channel.send("x", text("bonjour"), None) == Rejected("the address or the reference is not a number")


async def test_a_tap_is_answered_once_and_a_second_answer_is_no_error(channel, amina):
    await send(channel, amina, text("?", rows=YES_NO))
    amina.taps(amina.last, "Oui")
    await channel.answer_tap("1", "Noté " + "x" * 300)
    await channel.answer_tap("1", "")
    await channel.answer_tap("unknown", "")
    assert amina.toasts == ["Noté " + "x" * 195]


async def test_a_tap_that_waited_too_long_is_no_error(api, channel, amina, capsys):
    await send(channel, amina, text("?", rows=YES_NO))
    amina.taps(amina.last, "Oui")
    api.let_taps_wait(-1)
    await channel.answer_tap("1", "")
    assert capsys.readouterr().out == ""


async def test_the_bot_learns_its_own_name(api, channel):
    assert await channel.open() == "parcours_test_bot"


async def test_a_damaged_answer_leaves_the_outcome_unknown(api, channel, amina, monkeypatch):
    monkeypatch.setattr(api._methods, "_sendMessage", lambda params: {"message_id": {}, "chat": 5}, raising=True)
    assert await send(channel, amina, text("bonjour")) == OutcomeUnknown()
