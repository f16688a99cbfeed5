"""Fill in texts: the values of a conversation, and the facts of organisations.

Pure, but for a warning in the log when something is missing: towards a person nothing here raises. The result is still
Markdown, for `markdown.to_telegram_html` or `markdown.to_plain`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from bot.content.model import LANGS, Content, Lang, Organisation
from bot.content.showing.hours import hours_in_words

_LOG = logging.getLogger("parcours.content")

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z0-9-]+))?\}")
# What begins something in the middle of a line, and what does only at its start.
_INLINE = re.compile(r"[\\`*_\[\]<>&~]")
_AT_START = re.compile(r"[#+=.):-]|\d{1,9}(?=[.)])")
# What is sent when a phrase is missing in both languages: Telegram refuses an empty message.
_NOTHING = "…"


class Markdown(str):
    """Text that is Markdown already (a reason, another phrase): as a value it is filled in as it is."""

    __slots__ = ()


def fill(content: Content, lang: Lang, template: str, values: Mapping[str, object]) -> Markdown:
    """`template` with `{name}` replaced by its value, shown as typed, and `{phone:ID}` and the like by facts."""

    def replacement(match: re.Match[str]) -> str:
        name, target = match.groups()
        if target is None:
            if name in values:
                return escape(values[name])
            _LOG.warning("no value for {%s} in a text in %s; nothing is shown there", name, lang)
            return ""
        organisation = content.organisations.get(target)
        fact = escape(fact_of(content, organisation, name, lang)) if organisation is not None else ""
        if not fact:
            _LOG.warning("nothing is known for {%s:%s} in a text in %s; nothing is shown there", name, target, lang)
        return fact

    return Markdown(_PLACEHOLDER.sub(replacement, template))


def phrase(content: Content, lang: Lang, key: str, count: int | None = None, **values: object) -> Markdown:
    """The phrase `file.key`, filled in. `count` chooses between its two forms, and is `{count}` in them."""
    for source in (lang, *(other for other in LANGS if other != lang)):
        found = content.phrases.get(source, {}).get(key)
        if found is None:
            _LOG.warning("the phrase %s is missing in %s", key, source)
            continue
        template = found.one if found.one and count is not None and _is_singular(count, source) else found.other
        return fill(content, lang, template, values if count is None else {"count": count, **values})
    return Markdown(_NOTHING)


def fact_of(content: Content, organisation: Organisation, fact: str, lang: Lang) -> str:
    """One fact of an organisation as people read it, plain text; empty when it is not known."""
    match fact:
        case "name":
            return organisation.words[lang].name
        case "phone":
            return organisation.phone or organisation.mobile
        case "website":
            return organisation.website
        case "hours":
            # Those of the phone first: a person should call before going anywhere.
            return hours_in_words(organisation.phone_hours or organisation.opening_hours, lang)
        case "address":
            return address_of(content, organisation, lang)
        case _:
            return ""


def address_of(content: Content, organisation: Organisation, lang: Lang) -> str:
    """`Boulevard de la Deuxième Armée Britannique 29, 1190 Forest`; empty when the street is not known."""
    street = organisation.words[lang].street
    if not street:
        return ""
    commune = content.communes.get(organisation.commune)
    town = f"{organisation.postcode} {commune.words[lang].name if commune else ''}".strip()
    return f"{street}, {town}" if town else street


def _is_singular(count: int, lang: Lang) -> bool:
    """CLDR: French counts 0 as one (`0 jour`), Dutch does not (`0 dagen`)."""
    return count in (0, 1) if lang == "fr" else count == 1


def escape(value: object) -> Markdown:
    """The value so that what looks like Markdown in it is shown, not obeyed. What is Markdown already stays."""
    if isinstance(value, Markdown):
        return value
    return Markdown("\n".join(_escaped_line(line.strip()) for line in str(value).splitlines()))


def _escaped_line(line: str) -> str:
    start = _AT_START.match(line)
    if start is None:
        return _INLINE.sub(r"\\\g<0>", line)
    # "- x", "# x" and "1. x" begin a list or a heading; a digit itself cannot be escaped, what follows it can.
    position = start.end() if line[0].isdigit() else 0
    return line[:position] + "\\" + line[position] + _INLINE.sub(r"\\\g<0>", line[position + 1 :])
