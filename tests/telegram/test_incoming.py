"""From raw updates to what happened."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.telegram.incoming import DamagedUpdateError, identify, read_update, update_number
from bot.conversation.events import (
    ButtonPressed,
    Command,
    ContactShared,
    Left,
    LocationShared,
    MediaSent,
    Started,
)
from bot.language.clean import clean
from bot.operations.ports import Incoming, Typed
from tests.telegram.api_chats import media
from tests.telegram.samples import AMINA, CHANNEL, GROUP, PRIVATE, blocked, message, one_of_each, tap

NOTHING = Incoming(event=None)


def test_a_text_is_cleaned_and_comes_with_the_first_name():
    raw = message(text=" J\u200b'habite a\u0300 Forest\x00 ")
    assert read_update(raw) == Incoming(event=Typed("J'habite à Forest"), profile_name="Amina")


def test_a_tap_is_read_whatever_the_message_holds_that_it_was_made_under():
    raw = tap()
    raw["callback_query"]["message"] |= {"reply_markup": {"inline_keyboard": [["?"]]}, "entities": 5, "photo": [{}]}
    assert read_update(raw).event == ButtonPressed("3:1")


def test_a_profile_name_is_one_line_of_at_most_forty_characters():
    raw = message(text="bonjour")
    raw["message"]["from"] = {**AMINA, "first_name": "A\u202emi\nna " + "x" * 60}
    assert read_update(raw).profile_name == "Ami na " + "x" * 33


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/start", Started()),
        ("/start mission-locale-forest", Started("mission-locale-forest")),
        ("/start@parcours_test_bot werkwinkel", Started("werkwinkel")),
        ("/start <b>", Started()),
        ("/start " + "x" * 65, Started()),
        ("/menu", Command("menu")),
        ("/RDV demain", Command("rdv")),
        ("/menu@parcours_test_bot", Command("menu")),
        ("/menu@another_bot", Command("menu")),
        ("/", Typed("/")),
        ("/été", Typed("/été")),
        ("1/2", Typed("1/2")),
    ],
)
def test_a_command_in_private(text, event):
    assert read_update(message(text=text), "parcours_test_bot").event == event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/today", Command("today")),
        ("/today@Parcours_Test_Bot", Command("today")),
        ("/start@parcours_test_bot invite-1", Started("invite-1")),
        ("/today@another_bot", None),
        ("bonjour", None),
        ("@parcours_test_bot bonjour", None),
    ],
)
def test_in_a_group_only_commands_for_us_are_read(text, event):
    assert read_update(message(chat=GROUP, text=text), "parcours_test_bot").event == event


def test_the_words_under_a_photo_are_read():
    assert read_update(message(**media("photo"), caption="c est quoi cette lettre")).event == Typed(
        "c est quoi cette lettre", under="photo"
    )


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
def test_what_staff_share_in_their_group_is_not_read(kind):
    assert read_update(message(chat=GROUP, **media(kind))) == NOTHING


def test_a_contact_or_a_position_in_a_group_is_not_read():
    contact = {"phone_number": "+32470000000", "first_name": "A", "user_id": AMINA["id"]}
    assert read_update(message(chat=GROUP, contact=contact)) == NOTHING
    assert read_update(message(chat=GROUP, location={"latitude": 50.8, "longitude": 4.3})) == NOTHING


@pytest.mark.parametrize(("owner", "is_own"), [(AMINA["id"], True), (12345, False), (None, False)])
def test_a_contact_is_own_only_when_its_user_is_the_sender(owner, is_own):
    card = {"phone_number": "+32 470 00 00 00", "first_name": "A", **({"user_id": owner} if owner else {})}
    assert read_update(message(contact=card)).event == ContactShared("+32 470 00 00 00", is_own)


def test_a_location_becomes_degrees():
    raw = message(location={"latitude": 50.81, "longitude": 4})
    assert read_update(raw).event == LocationShared(50.81, 4.0)


@pytest.mark.parametrize("latitude", [91, float("nan"), True, "50", None])
def test_a_location_outside_the_world_is_damage(latitude):
    with pytest.raises(DamagedUpdateError):
        read_update(message(location={"latitude": latitude, "longitude": 4.3}))


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("photo", "photo"),
        ("document", "document"),
        ("voice", "voice"),
        ("sticker", "sticker"),
        ("video", "video"),
        ("animation", "animation"),
        ("audio", "audio"),
        ("video_note", "video"),
        ("dice", "other"),
    ],
)
def test_a_file_is_known_by_its_kind(kind, read_as):
    assert read_update(message(**media(kind))).event == MediaSent(read_as)


def test_a_tap_brings_its_data_and_what_answers_it():
    assert read_update(tap("12:3")) == Incoming(event=ButtonPressed("12:3"), profile_name="Amina", tap="99")


def test_a_tap_in_a_group_is_read_and_names_who_tapped():
    assert read_update(tap("=came:7", GROUP)) == Incoming(
        event=ButtonPressed("=came:7"), profile_name="Amina", person="7000000001", tap="99", is_group=True
    )


def test_a_tap_without_data_is_still_answered():
    assert read_update(tap(None)) == Incoming(event=None, profile_name="Amina", tap="99")


@pytest.mark.parametrize("data", ["12:\u200b3", "12:3\x00", " 12:3", "x" * 65, "é" * 33])
def test_forged_data_never_becomes_valid_by_cleaning(data):
    assert read_update(tap(data)).event == ButtonPressed("")


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [("member", "kicked", Left()), ("kicked", "member", Left(back=True)), ("left", "kicked", None)],
)
def test_blocking_and_coming_back(before, after, event):
    assert read_update(blocked(before=before, after=after)).event == event


def test_being_put_out_of_a_group_is_told():
    assert read_update(blocked(GROUP, "member", "left")).event == Left()


def test_edited_messages_and_channel_posts_say_nothing():
    edited = {"update_id": 8, "edited_message": message(text="bonsoir")["message"]}
    post = {"update_id": 9, "channel_post": message(chat=CHANNEL, text="avis")["message"]}
    assert read_update(edited) == NOTHING
    assert read_update(post) == NOTHING


def test_identify_finds_the_chat_of_every_kind():
    assert identify(message(text="a")) == (5, AMINA["id"])
    assert identify(message(chat=GROUP, text="a")) == (5, GROUP["id"])
    assert identify(tap()) == (6, AMINA["id"])
    assert identify(tap(chat=GROUP)) == (6, GROUP["id"])
    assert identify(blocked()) == (7, AMINA["id"])
    inline = {"update_id": 6, "callback_query": {"id": "1", "from": AMINA, "inline_message_id": "i", "data": "x"}}
    assert identify(inline) == (6, AMINA["id"])


@pytest.mark.parametrize(
    "raw",
    [
        None,
        5,
        "x",
        [],
        {},
        {"update_id": "5"},
        {"update_id": True, "message": {"chat": PRIVATE}},
        {"update_id": 5},
        {"update_id": 5, "message": None},
        {"update_id": 5, "message": {"chat": {"id": "7"}}},
        {"update_id": 2**63},
        {"update_id": 5, "message": {"chat": {"id": 2**80}}},
        {"update_id": -1, "message": {"chat": PRIVATE}},
    ],
)
def test_identify_finds_nothing_in_damage_and_does_not_raise(raw):
    assert identify(raw) is None


def test_the_text_of_the_error_holds_no_words_of_people():
    for field in ("entities", "photo", "reply_to_message", "date"):
        with pytest.raises(DamagedUpdateError) as raised:
            read_update(message(text="mon secret", **{field: "mon secret"}))
        assert "secret" not in str(raised.value)
        assert raised.value.__cause__ is None


def test_ten_thousand_mutated_updates_are_read_or_refused_and_nothing_else():
    chance = random.Random(20260329)
    read = refused = 0
    for raw in mutants(chance, 10_000):
        number, found = update_number(raw), identify(raw)
        assert found is None or found[0] == number
        if not isinstance(raw, dict):
            continue
        try:
            incoming = read_update(raw, "parcours_test_bot")
        except DamagedUpdateError:
            refused += 1
        else:
            read += 1
            assert isinstance(incoming, Incoming)
            assert isinstance(incoming.tap, str)
            if isinstance(incoming.event, Typed):
                assert incoming.event.text == clean(incoming.event.text)
    assert read > 1000
    assert refused > 1000


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    float("inf"),
    "",
    "x",
    "\ud800",
    "a\x00b",
    "é" * 5000,
    [],
    {},
    [[]],
    [None],
    {"id": {}},
)


def mutants(chance: random.Random, many: int) -> Iterator[Any]:
    """Updates with one to three places removed, replaced or doubled."""
    samples = one_of_each()
    for _ in range(many):
        raw: Any = copy.deepcopy(chance.choice(samples))
        for _ in range(chance.randint(1, 3)):
            places = list(places_in(raw))
            if not places:
                break
            holder, key = chance.choice(places)
            match chance.randrange(4):
                case 0:
                    del holder[key]
                case 1:
                    holder[key] = copy.deepcopy(chance.choice(JUNK))
                case 2:
                    holder[key] = {"x": holder[key]}
                case _:
                    holder[key] = [holder[key], holder[key]]
        yield raw


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places_in(value[key])
