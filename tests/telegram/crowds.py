"""Many people at once on the Bot API test server."""

from __future__ import annotations

from collections.abc import Sequence

from tests.telegram.api_chats import Person
from tests.telegram.api_server import BotApiServer


def people_who_start(api: BotApiServer, number: int, first: int = 0) -> list[Person]:
    """So many people who send /start at once."""
    people = [api.person(f"Personne {index}") for index in range(first, first + number)]
    for person in people:
        person.starts()
    return people


def answers(people: Sequence[Person]) -> dict[str, int]:
    """How many messages each has received."""
    return {person.title: len(person.screen) for person in people}
