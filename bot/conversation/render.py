"""From replies to words: one language, the content of today, nothing decided.

Pure. Every key and value of a reply becomes Markdown here; a button gets the data that comes back with a tap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.booking.calendar_file import Entry, calendar_file
from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, address_of, escape, fill, phrase
from bot.conversation.offices.places import place_lines
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.conversation.replies import (
    Button,
    CalendarFile,
    Choice,
    Clock,
    CommuneName,
    ContactCard,
    Freeze,
    LanguageChosen,
    Map,
    Message,
    OfficeName,
    Reply,
    Say,
    Toast,
    Value,
)
from bot.conversation.world import Appointment, World
from bot.language.dates import say_day, say_moment, say_time, to_brussels

DEFAULT_LANG: Lang = "fr"

# The menu of a chat after the choice of a language: phrase key, command.
COMMANDS: dict[Lang, dict[str, str]] = {
    "fr": {"menu": "menu", "mine": "rdv", "language": "langue", "human": "personne", "erase": "effacer"},
    "nl": {"menu": "menu", "mine": "afspraak", "language": "taal", "human": "mens", "erase": "wissen"},
}


@lru_cache(maxsize=4096)
def _plain_label(markdown: str) -> str:
    """The same few hundred labels stand under all messages: parsed once, not at each turn."""
    return to_plain(markdown).strip()


class Renderer:
    """Renders replies in one language, with what `world` knows."""

    def __init__(self, world: World, lang: Lang | None) -> None:
        self.world = world
        self.content: Content = world.content
        self.lang: Lang = lang or DEFAULT_LANG

    def outgoing(self, replies: Iterable[Reply]) -> Iterator[Outgoing]:
        """The messages of a turn, in order. Toasts are not messages: see `toast`."""
        for reply in replies:
            match reply:
                case Toast():
                    continue
                case Say():
                    yield Outgoing(kind="text", text=self.say(reply))
                case Message():
                    yield self._message(reply)
                case Freeze():
                    continue  # the operation freezes: it knows what was shown under that prompt
                case ContactCard(organisation, commune):
                    yield self._contact(organisation, commune)
                case Map(organisation):
                    yield self._venue(organisation)
                case CalendarFile(code):
                    appointment = self.world.appointment(code)
                    if appointment and appointment.starts_at:
                        yield Outgoing(kind="calendar", name=f"{code}.ics", text=self._ics(appointment))
                case LanguageChosen(lang):
                    yield Outgoing(kind="commands", rows=self._commands(lang))

    def toast(self, replies: Iterable[Reply]) -> str:
        """The notice on the tap itself, or an empty text."""
        return next((phrase(self.content, self.lang, one.key) for one in replies if isinstance(one, Toast)), "")

    def say(self, said: Say) -> Markdown:
        """A text of the content with its values."""
        source, _, target = said.key.partition(":")
        values = {name: self.value(value) for name, value in said.values.items()}
        if not target:
            return Markdown(phrase(self.content, self.lang, said.key, said.count, **values))
        return Markdown(fill(self.content, self.lang, self._page(source, target), values))

    def value(self, value: Value) -> str:
        """A value as people read it. What a person typed stays a plain `str`, so that it is shown as typed."""
        match value:
            case Say():
                return self.say(value)
            case OfficeName(id):
                return Markdown(self._organisation_name(id))
            case CommuneName(name):
                return self._commune_name(name)
            case Choice(question, choice):
                found = self.content.questions[question].choice(choice)
                return Markdown(found.words[self.lang].label) if found else choice
            case Clock(at):
                return Markdown(say_time(to_brussels(at).time(), self.lang))
            case datetime():
                return Markdown(say_moment(value, self.lang))
            case date():
                return Markdown(say_day(value, self.lang))
            case int():
                return str(value)
            case str():
                return value

    def label(self, label: Value) -> str:
        """The words on a button: plain text."""
        return label if isinstance(label, str) else _plain_label(self.value(label))

    def _page(self, source: str, target: str) -> str:
        content, lang = self.content, self.lang
        target, _, section_id = target.partition("#")
        match source:
            case "question":
                return content.questions[target].words[lang].body
            case "flow":
                return content.flows[target].words[lang]
            case "recap":
                return content.questions[target].words[lang].recap
            case "retry":
                return content.questions[target].words[lang].retry
            case "why":
                return content.questions[target].words[lang].why
            case "reason":
                return next(one.words[lang] for one in content.recommendations if one.id == target)
            case "organisation":
                return content.organisations[target].words[lang].body
            case "note":
                return content.organisations[target].words[lang].note
            case "address":
                return f"{{address:{target}}}"
            case "button":
                return content.answers[target].words[lang].button
            case "heading" | "answer":
                words = content.answers[target].words[lang]
                section = words.section(section_id) if section_id else None
                if source == "heading":
                    return section.heading if section else words.title
                return f"**{section.heading}**\n\n{section.body}" if section else words.body
            case _:
                raise KeyError(f"{source}:{target} is not a page")

    def _message(self, message: Message) -> Outgoing:
        keys = iter(range(sum(len(row) for row in message.rows)))
        rows = tuple(tuple(self._button(button, message.prompt, keys) for button in row) for row in message.rows)
        text = "\n".join(filter(None, (self.say(part).strip() for part in message.parts)))
        return Outgoing(
            kind="text",
            text=text,
            rows=rows,
            prompt=message.prompt,
            pages=message.pages,
            card=message.card,
            asks_contact=message.asks_contact,
            asks_location=message.asks_location,
            name="" if message.rows else self._share_label(message),
        )

    def _share_label(self, message: Message) -> str:
        """The words on the button that the channel adds."""
        if message.asks_location:
            return self.label(Say("buttons.share_location"))
        return self.label(Say("buttons.share_phone")) if message.asks_contact else ""

    def _button(self, button: Button, prompt: int, keys: Iterator[int]) -> OutgoingButton:
        data = f"={button.verb}:{button.target}" if button.target else f"={button.verb}"
        return OutgoingButton(self.label(button.label), data if button.durable else f"{prompt}:{next(keys)}")

    def _organisation_name(self, organisation_id: str) -> str:
        organisation = self.content.organisations.get(organisation_id)
        return organisation.words[self.lang].name if organisation else organisation_id

    def _commune_name(self, value: str) -> str:
        commune_id, _, postcode = value.partition("/")
        commune = self.content.communes.get(commune_id)
        if commune is None:
            return value
        words = commune.words[self.lang]
        return Markdown(next((name for code, name in words.places if code == postcode), words.name))

    def _commands(self, lang: Lang) -> tuple[tuple[OutgoingButton, ...], ...]:
        names = COMMANDS[lang]
        return tuple(
            (OutgoingButton(phrase(self.content, lang, f"commands.{key}"), name),) for key, name in names.items()
        )

    def _contact(self, organisation_id: str, commune: str) -> Outgoing:
        organisation = self.content.organisations[organisation_id]
        office = next((one for one in organisation.offices if one.commune == commune), None)
        phone = office.phone if office else organisation.phone
        return Outgoing(kind="contact", name=organisation.words[self.lang].name, phone=phone)

    def _venue(self, organisation_id: str) -> Outgoing:
        organisation = self.content.organisations[organisation_id]
        words = organisation.words[self.lang]
        address = escape(address_of(self.content, organisation, self.lang))
        if organisation.point is None or not words.street:
            # Without a checked point a map would send people to the wrong door: the address has to do.
            nowhere = "\n".join(self.say(line).strip() for line in place_lines(organisation))
            return Outgoing(kind="text", text=address or nowhere)
        latitude, longitude = organisation.point
        return Outgoing(kind="venue", name=words.name, text=address, latitude=latitude, longitude=longitude)

    def _ics(self, appointment: Appointment) -> str:
        """One event in UTC; no name of a person in it."""
        assert appointment.starts_at is not None
        office = self._organisation_name(appointment.office)
        organisation = self.content.organisations.get(appointment.office)
        entry = Entry(
            code=appointment.code,
            version=appointment.version,
            starts_at=appointment.starts_at,
            length=appointment.duration or timedelta(minutes=30),
            title=to_plain(phrase(self.content, self.lang, "booking.ics_title", office=Markdown(office))),
            text=to_plain(phrase(self.content, self.lang, "booking.ics_text", code=appointment.code)),
            place=address_of(self.content, organisation, self.lang) if organisation else "",
            reminder=office,
        )
        return calendar_file([entry], self.world.now)
