"""From rows of the store to what a page of the agenda shows: words, signs, and what may be done. Pure.

Days and times are Brussels wall time, in words. A list shows the first name and the last three letters of the code,
never the whole code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.booking.calendar import day_of
from bot.booking.notes import is_note_key, notes_in
from bot.booking.status import ANSWERS, CANCELLED
from bot.language.dates import say_day, say_full_day, say_moment, say_time, to_brussels
from bot.operations.appointments.staff import LAST_LETTERS, Mark, marks_allowed
from bot.store.tables import AppointmentEventRow, AppointmentRow
from bot.web.speech import Speech
from bot.web.staff.banners import Shut

NO_NAME = "–"
LEAVES_PHONE = "phone"
# What staff wrote themselves when they booked for a person.
NOTE = "note"
TAPS: tuple[Mark, ...] = ("arrived", "attended", "no_show", "undo")
# Events that are shown by a phrase of their own; `seen` and the reasons are shown elsewhere or not at all.
_EVENTS = frozenset(
    {
        "booked", "moved", "late", "coming", "arrived", "not_arrived", "attended", "no_show", "cancelled_by_person",
        "cancelled_by_staff", "phoned", "booked_at_desk", "claimed", "closed", "noted",
        "closed_phone", "reopened", "reopened_phone",
        "requested", "proposed", "declined", "lapsed",
    }
)  # fmt: skip


# A proposed time has an event of its own, which says it.
_ANSWER_KEYS: Mapping[str, str] = {
    answer: f"office-requests.tap_{answer}" for answer in ANSWERS if answer != "proposed"
}
# Events whose words say already who did it: only the name of a member adds to them.
_NAMES_WHO = {
    "booked_at_desk": "staff",
    "cancelled_by_staff": "staff",
    "cancelled_by_person": "person",
    "noted": "person",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """What a person left for the counsellor. `tel` is the number to call, when it is one."""

    label: str
    value: str
    tel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One appointment on a page. `state` is its status, or `arrived`; `day` the ISO day, for links."""

    id: int
    version: int
    day: str
    instant: str
    time: str
    moment: str
    name: str
    code: str
    letters: str
    state: str
    state_text: str
    language: str
    signs: tuple[tuple[str, str], ...]
    details: tuple[Detail, ...]
    marks: frozenset[Mark]

    @property
    def taps(self) -> tuple[Mark, ...]:
        """The marks of one tap, in the order of the day: here, received, not here."""
        return tuple(mark for mark in TAPS if mark in self.marks)

    @property
    def tel(self) -> Detail | None:
        return next((detail for detail in self.details if detail.tel), None)


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who has to be phoned. `done` is where a form says that it was done, `about` the moment of the
    appointment, or that it is a request; `why` a closed or reopened day, empty for a message that did not arrive."""

    done: str
    id: int
    name: str
    about: str
    why: str
    has_page: bool
    tel: Detail | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of an appointment's history. `who` is empty where `what` says it."""

    moment: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week page. `title` without the year."""

    iso: str
    title: str
    is_today: bool
    entries: tuple[Entry, ...]
    shut: tuple[Shut, ...]


def entry_of(row: AppointmentRow, speech: Speech, now: datetime) -> Entry:
    """An appointment in the language of the page. It has a time: requests are shown elsewhere."""
    assert row.starts_at is not None
    local = to_brussels(row.starts_at)
    state = "arrived" if row.status == "booked" and row.arrived_at else row.status
    return Entry(
        id=row.id,
        version=row.version,
        day=local.date().isoformat(),
        instant=local.isoformat(),
        time=say_time(local.time(), speech.lang),
        moment=say_moment(row.starts_at, speech.lang),
        name=row.first_name or NO_NAME,
        code=row.code,
        letters=row.code[-LAST_LETTERS:],
        state=state,
        state_text=_state_text(row, state, speech),
        language=speech(f"agenda.in_{row.reception_lang}"),
        signs=tuple(signs_of(row, speech)),
        details=tuple(details_of(row.details or {}, speech)),
        marks=marks_allowed(row, now),
    )


def unreached_of(done: str, row: AppointmentRow, speech: Speech, news: str = "") -> Unreached:
    """A person to phone, whether they have an appointment or asked for one. `news`: what they do not know yet."""
    about = say_moment(row.starts_at, speech.lang) if row.starts_at else speech("office-requests.title")
    tel = next((detail for detail in details_of(row.details or {}, speech) if detail.tel), None)
    why = speech(f"agenda.why_{news}") if news else ""
    return Unreached(done, row.id, row.first_name or NO_NAME, about, why, row.starts_at is not None, tel)


def without_name(entry: Entry) -> Entry:
    """What a screen shows that anybody may read: the initial, nothing of the note, and nothing to tap."""
    name = f"{entry.name[:1]}." if entry.name != NO_NAME else entry.name
    return replace(entry, name=name, code=entry.letters, details=(), signs=(), marks=frozenset())


def history(
    events: Iterable[AppointmentEventRow], speech: Speech, names: Mapping[str, str] | None = None
) -> tuple[Happening, ...]:
    """What happened, who did it and when; why staff cancelled stands behind it. Looks are not listed.

    `names`: what colleagues read for an actor of their office.
    """
    lines: list[Happening] = []
    for event in events:
        reason, answer = event.what.partition("reason:")[2], event.what.partition("answer:")[2]
        if reason and lines:
            last = lines[-1]
            lines[-1] = Happening(last.moment, last.who, f"{last.what} ({speech(f'agenda.reason_{reason}')})")
        elif answer:
            if answer in _ANSWER_KEYS and lines:
                last = lines[-1]
                lines[-1] = Happening(last.moment, last.who, f"{last.what} ({speech(_ANSWER_KEYS[answer])})")
        elif event.what != "seen":
            by_staff = event.actor.startswith(("staff:", "group:"))
            key = event.what if event.what in _EVENTS else "other"
            if by_staff and key == "booked":
                key = "unmarked"
            elif by_staff and key == "requested":
                key = "taken_back"
            who = "staff" if by_staff else "person" if event.actor == "person" else "system"
            said = (names or {}).get(event.actor) or ("" if _NAMES_WHO.get(key) == who else speech(f"agenda.by_{who}"))
            lines.append(Happening(say_moment(event.at, speech.lang), said, speech(f"agenda.event_{key}")))
    return tuple(lines)


def week_of(
    day: date, entries: Sequence[Entry], speech: Speech, now: datetime, shut: Mapping[date, tuple[Shut, ...]]
) -> tuple[Day, ...]:
    """Monday to Friday, and the weekend's days on which somebody is expected. `shut`: what is closed on a day."""
    monday = day - timedelta(days=day.weekday())
    days = []
    for number in range(7):
        one = monday + timedelta(days=number)
        on_it = tuple(entry for entry in entries if entry.day == one.isoformat())
        if number < 5 or on_it:
            days.append(Day(one.isoformat(), say_day(one, speech.lang), one == day_of(now), on_it, shut.get(one, ())))
    return tuple(days)


def day_title(day: date, speech: Speech) -> str:
    said = say_full_day(day, speech.lang)
    return said[:1].upper() + said[1:]


def count_came(entries: Iterable[Entry]) -> int:
    return sum(entry.state in ("arrived", "attended") for entry in entries)


def _state_text(row: AppointmentRow, state: str, speech: Speech) -> str:
    if state == "arrived" and row.arrived_at:
        return speech("agenda.status_arrived", time=say_time(to_brussels(row.arrived_at).time(), speech.lang))
    return speech(f"agenda.status_{state}")


def signs_of(row: AppointmentRow, speech: Speech) -> Iterable[tuple[str, str]]:
    """(kind, words): what the receptionist should know at a glance."""
    if row.status in CANCELLED:
        return
    if row.late_at:
        yield "late", speech("agenda.late")
    elif row.confirmed_at:
        yield "coming", speech("agenda.coming")
    if row.for_other:
        yield "other", speech("agenda.for_other")
    for note in notes_in(row.details):
        yield note, speech(f"notes.staff_{note}")
    if row.lang != row.reception_lang:
        yield "writes", speech(f"agenda.writes_{row.lang}")


def details_of(kept: Mapping[str, object], speech: Speech) -> Iterable[Detail]:
    for question, value in kept.items():
        if is_note_key(question):
            continue  # shown as a sign
        text = str(value)
        tel = "".join(character for character in text if character in "+0123456789") if question == LEAVES_PHONE else ""
        label = speech("agenda.note") if question == NOTE else speech.question(question)
        yield Detail(label, speech.answer(question, text), tel)
