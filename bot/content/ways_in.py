"""Whether there is a sourced way to reach an office, within what its page allows."""

from __future__ import annotations

from bot.content.model import LANGS, Organisation


def has_phone(organisation: Organisation) -> bool:
    return bool(organisation.phone or organisation.mobile)


def has_address(organisation: Organisation) -> bool:
    return all(organisation.words[lang].street for lang in LANGS)


def can_be_phoned(organisation: Organisation) -> bool:
    """A number is known and may be offered."""
    return has_phone(organisation) and organisation.allows != "none"


def has_way_in(organisation: Organisation) -> bool:
    """By phone (which is also how one books where nothing is open here), or by going there if that is allowed. What has
    an office in each commune instead of one of its own is reached by their numbers."""
    if organisation.status == "former":
        return False
    if organisation.offices:
        return all(office.phone for office in organisation.offices)
    return can_be_phoned(organisation) or (organisation.allows == "walk_in" and has_address(organisation))
