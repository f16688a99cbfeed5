"""Screen 10: what is kept, who is responsible, how to erase it. Pure."""

from __future__ import annotations

from bot.content.model import Lang
from bot.conversation.replies import Button, Message, Say
from bot.conversation.world import World


def privacy_message(world: World, lang: Lang) -> Message:
    """The line about Actiris only stands where the operator has confirmed it."""
    site = world.content.site
    parts = [Say("privacy.notice", {"operator": site.operator[lang]})]
    if site.actiris_confirmed:
        parts.append(Say("privacy.not_actiris"))
    rows = (
        (Button(Say("button:privacy-data"), "answer", "privacy-data", durable=True),),
        (Button(Say("buttons.yes_erase"), "erase", durable=True),),
    )
    return Message(tuple(parts), rows)
