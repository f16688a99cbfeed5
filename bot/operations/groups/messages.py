"""What the group of an office reads: single notices for what needs a person, and one message with the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.booking.notes import notes_in
from bot.booking.status import HAPPENED
from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, phrase
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.dates import say_day, say_moment, say_time, to_brussels
from bot.operations.groups.invites import link_to_private_chat
from bot.store.appointments import agenda_of_day
from bot.store.tables import AppointmentRow

LAST_LETTERS = 3
# Telegram allows a hundred buttons; a day that long is read on the web page.
MOST_ROWS = 30


def language_of(content: Content, office: str) -> Lang:
    """The language an office works in."""
    organisation = content.organisations.get(office)
    return organisation.languages[0] if organisation and organisation.languages else "fr"


def notice(what: str, row: AppointmentRow, content: Content, lang: Lang) -> Outgoing:
    """A single message about one appointment, with the taps that concern it."""
    text = phrase(
        content,
        lang,
        f"office-group.{what}",
        moment=Markdown(say_moment(row.starts_at, lang)) if row.starts_at else "",
        name=row.first_name or "",
        code=row.code[-LAST_LETTERS:],
        spoken=Markdown(phrase(content, lang, f"office-group.speaks_{row.reception_lang}")),
        notes=say_notes(row, content, lang),
    )
    rows = (
        ()
        if row.status != "booked"
        else (
            (
                _button(content, lang, "attended", row),
                _button(content, lang, "no_show", row),
                _button(content, lang, "cancel", row),
            ),
        )
    )
    return Outgoing(kind="text", text=text, rows=rows)


def say_notes(row: AppointmentRow, content: Content, lang: Lang) -> Markdown:
    """What the person told the office beforehand, in few words; that nothing is asked for any more."""
    notes = [phrase(content, lang, f"notes.staff_{note}").strip() for note in notes_in(row.details)]
    return Markdown(", ".join(notes) or phrase(content, lang, "notes.staff_none").strip())


def key_of_news(what: str, row: AppointmentRow, now: datetime) -> str:
    """What is said of an appointment once. Notes come and go without a new version: each state once a minute."""
    notes = "".join(note[0] for note in notes_in(row.details))
    state = f":{notes}:{int(now.timestamp()) // 60}" if what == "noted" else ""
    return f"{what}:{row.id}:{row.version}{state}"


def in_private_please(content: Content, lang: Lang, bot_name: str) -> Outgoing:
    """What a group reads when somebody writes `/agenda` there; the button leads to the private chat, and on from it."""
    label = to_plain(phrase(content, lang, "team.open_private")).strip()
    button = ((OutgoingButton(label, link_to_private_chat(bot_name, "agenda")),),) if bot_name else ()
    return Outgoing(kind="text", text=phrase(content, lang, "team.in_private"), rows=button)


def today_message(session: Session, office: str, content: Content, now: datetime, lang: Lang) -> tuple[date, Outgoing]:
    """The Brussels day and its message: a line for each person, taps to mark them and one to correct a mark."""
    day = day_of(now)
    agenda = agenda_of_day(session, office, day)
    lines = [phrase(content, lang, "office-group.today", day=Markdown(say_day(day, lang)))]
    if not agenda:
        lines.append(phrase(content, lang, "office-group.nobody"))
    rows: list[tuple[OutgoingButton, ...]] = []
    for row in agenda:
        lines.append(_line(row, content, lang))
        if len(rows) == MOST_ROWS:
            continue
        if row.status == "booked":
            rows.append(_to_mark(row, content, lang))
        elif row.status in HAPPENED:
            rows.append((_button(content, lang, "undo", row, _who(row, lang)),))
    return day, Outgoing(kind="text", text="\n".join(lines), rows=tuple(rows))


def unmarked_message(rows: Sequence[AppointmentRow], content: Content, lang: Lang) -> Outgoing:
    """Who was expected today and has no mark yet, each with one tap to say it."""
    lines = [phrase(content, lang, "office-group.unmarked"), *(_line(row, content, lang) for row in rows)]
    taps = tuple(_to_mark(row, content, lang) for row in rows[:MOST_ROWS])
    return Outgoing(kind="text", text="\n".join(lines), rows=taps)


def _line(row: AppointmentRow, content: Content, lang: Lang) -> Markdown:
    return phrase(
        content,
        lang,
        "office-group.line",
        time=Markdown(_clock(row, lang)),
        name=row.first_name or "",
        code=row.code[-LAST_LETTERS:],
        state=Markdown(_state_and_notes(row, content, lang)),
    )


def _state_and_notes(row: AppointmentRow, content: Content, lang: Lang) -> str:
    state = phrase(content, lang, f"office-group.state_{_state(row)}").strip()
    return f"{state}, {say_notes(row, content, lang)}" if notes_in(row.details) else state


def _to_mark(row: AppointmentRow, content: Content, lang: Lang) -> tuple[OutgoingButton, ...]:
    return _button(content, lang, "attended", row, _who(row, lang)), _button(content, lang, "no_show", row)


def _who(row: AppointmentRow, lang: Lang) -> str:
    return f"{_clock(row, lang)} {row.first_name or row.code[-LAST_LETTERS:]}"


def _clock(row: AppointmentRow, lang: Lang) -> str:
    return say_time(to_brussels(row.starts_at).time(), lang) if row.starts_at else ""


def _state(row: AppointmentRow) -> str:
    if row.status != "booked":
        return row.status
    if row.arrived_at is not None:
        return "arrived"
    if row.late_at is not None:
        return "late"
    return "confirmed" if row.confirmed_at is not None else "expected"


def _button(content: Content, lang: Lang, verb: str, row: AppointmentRow, before: str = "") -> OutgoingButton:
    label = to_plain(phrase(content, lang, f"office-group.tap_{verb}")).strip()
    return OutgoingButton(f"{before}: {label}" if before else label, f"=g_{verb}:{row.code}.{row.version}")
