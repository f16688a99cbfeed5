"""Where to go for an appointment, or how to find out: a card is complete offline.

Pure. An office whose address nobody has confirmed says so, with the number where the place can be asked for.
"""

from __future__ import annotations

from bot.content.model import Organisation
from bot.conversation.replies import Button, Rows, Say


def place_lines(organisation: Organisation) -> tuple[Say, ...]:
    """The address; where it is not known, the number to ask for it."""
    if has_address(organisation):
        return (Say(f"address:{organisation.id}"),)
    if organisation.phone:
        return (Say("booking.place_by_phone", {"phone": organisation.phone}),)
    return (Say("booking.place_unknown"),)


def map_rows(organisation: Organisation) -> Rows:
    """[Voir le plan] when there is an address to show."""
    if not has_address(organisation):
        return ()
    return ((Button(Say("buttons.map"), "map", organisation.id, durable=True),),)


def has_address(organisation: Organisation) -> bool:
    return any(words.street for words in organisation.words.values())
