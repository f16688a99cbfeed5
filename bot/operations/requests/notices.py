"""What an office reads of a request, in its group and by mail. Staff see a first name and three letters of the code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.booking.half_days import half_days_from
from bot.booking.slots import Slot
from bot.booking.status import ANSWERS
from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, phrase
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.dates import say_day, say_moment
from bot.operations.groups.messages import LAST_LETTERS, language_of
from bot.store.tables import AppointmentRow, RequestRow

# Taps in a group: an answer, the times that could be proposed, one of them, and back to the answers.
TAPS = {f"g_say_{answer}": answer for answer in ANSWERS if answer != "proposed"}
SHOW_TIMES, TAKE_TIME, SHOW_ANSWERS = "g_times", "g_time", "g_answers"
# Under a time that is proposed: take it back, asked once more, or leave it.
TAKE_BACK, TAKE_BACK_NOW, LEAVE = "g_take_back", "g_take_back_now", "g_leave"


def request_message(row: AppointmentRow, request: RequestRow, content: Content, *, who: str = "") -> Outgoing:
    """A request as it stands, in the group: with the five answers while it waits, else with what became of it.

    `who` answered it, when that is known. A time that is proposed can be taken back.
    """
    lang = language_of(content, row.office)
    lines = [*_lines(row, request, content, lang), *_became(row, request, content, lang, who)]
    target = f"{row.code}.{row.version}"
    if row.status == "proposed":
        take_back = _button(content, lang, "take_back", f"={TAKE_BACK}:{target}")
        return Outgoing(kind="text", text="\n".join(lines), rows=((take_back,),))
    if row.status != "requested":
        return Outgoing(kind="text", text="\n".join(lines))
    buttons = [_button(content, lang, "propose", f"={SHOW_TIMES}:{target}")]
    buttons += [_button(content, lang, answer, f"={tap}:{target}") for tap, answer in TAPS.items()]
    return Outgoing(kind="text", text="\n".join(lines), rows=tuple((button,) for button in buttons))


def times_message(row: AppointmentRow, request: RequestRow, times: Sequence[Slot], content: Content) -> Outgoing:
    """The same, with the times that could be proposed."""
    lang = language_of(content, row.office)
    lines = [*_lines(row, request, content, lang), _say(content, lang, "which_time" if times else "no_time")]
    target = f"{row.code}.{row.version}"
    rows = [
        (OutgoingButton(say_moment(slot.starts_at, lang), f"={TAKE_TIME}:{target}.{int(slot.starts_at.timestamp())}"),)
        for slot in times
    ]
    back = _button(content, lang, "other_answer", f"={SHOW_ANSWERS}:{target}")
    return Outgoing(kind="text", text="\n".join(lines), rows=(*rows, (back,)))


def take_back_message(row: AppointmentRow, request: RequestRow, content: Content) -> Outgoing:
    """The same, asking whether a proposed time is to be taken back."""
    lang, target = language_of(content, row.office), f"{row.code}.{row.version}"
    lines = [*_lines(row, request, content, lang), *_became(row, request, content, lang, "")]
    buttons = (
        _button(content, lang, "take_back_now", f"={TAKE_BACK_NOW}:{target}"),
        _button(content, lang, "leave", f"={LEAVE}:{target}"),
    )
    text = "\n".join([*lines, _say(content, lang, "check_take_back")])
    return Outgoing(kind="text", text=text, rows=tuple((button,) for button in buttons))


def notice_message(what: str, row: AppointmentRow, content: Content) -> Outgoing:
    """A single notice: a request or a proposal that came to nothing, or a proposal that was refused."""
    lang = language_of(content, row.office)
    return Outgoing(kind="text", text="\n".join((_say(content, lang, what), _who(row, content, lang))))


def mail_message(what: str, row: AppointmentRow, request: RequestRow, content: Content, *, demo: bool) -> Outgoing:
    """The same by mail: a new request with what is wished for, or what became of one."""
    lang = language_of(content, row.office)
    subject = to_plain(_say(content, lang, f"subject_{what}")).strip()
    body = _lines(row, request, content, lang) if what == "new" else [_who(row, content, lang)]
    ending = [_say(content, lang, "answer_on_page")] if what == "new" else []
    return _mail(subject, [_say(content, lang, f"mail_{what}"), "\n".join(body), *ending], content, lang, demo=demo)


def silent_message(office: str, content: Content, *, demo: bool, by_mail: bool) -> Outgoing:
    """Two promises in a row passed without an answer: no requests come any more until the office says so again."""
    lang = language_of(content, office)
    text = _say(content, lang, "switched_off")
    if not by_mail:
        return Outgoing(kind="text", text=text)
    return _mail(to_plain(_say(content, lang, "subject_switched_off")).strip(), [text], content, lang, demo=demo)


def _mail(subject: str, parts: Sequence[str], content: Content, lang: Lang, *, demo: bool) -> Outgoing:
    warning = to_plain(phrase(content, lang, "booking.demo")).strip() if demo else ""
    footer = phrase(content, lang, "office-mail.footer")
    text = "\n\n".join(part.strip() for part in (warning, *parts, footer) if part)
    return Outgoing(kind="text", subject=f"{warning} – {subject}" if warning else subject, text=text)


def _lines(row: AppointmentRow, request: RequestRow, content: Content, lang: Lang) -> list[str]:
    half_days = [
        phrase(content, lang, f"requests.{one.half}", day=Markdown(say_day(one.day, lang)))
        for one in half_days_from(request.half_days)
    ]
    wishes = [_say(content, lang, "wish", half_day=one) for one in half_days]
    lines = [_say(content, lang, "title"), _who(row, content, lang), *wishes]
    if row.status == "requested":
        lines.append(_say(content, lang, "promised", moment=_moment(request.answer_by, lang)))
    return lines


def _became(row: AppointmentRow, request: RequestRow, content: Content, lang: Lang, who: str) -> list[str]:
    match row.status:
        case "requested":
            return []
        case "proposed" if row.starts_at and request.proposal_until:
            until = _moment(request.proposal_until, lang)
            lines = [_say(content, lang, "became_proposed", moment=_moment(row.starts_at, lang), until=until)]
        case "declined":
            label = to_plain(_say(content, lang, f"tap_{request.answer}")).strip()
            lines = [_say(content, lang, "became_answered", answer=label)]
        case "booked" if row.starts_at:
            return [_say(content, lang, "became_booked", moment=_moment(row.starts_at, lang))]
        case "lapsed":
            return [_say(content, lang, "became_lapsed")]
        case _:
            return [_say(content, lang, "became_taken_back")]
    return [*lines, _say(content, lang, "by", who=who)] if who else lines


def _who(row: AppointmentRow, content: Content, lang: Lang) -> str:
    return _say(
        content,
        lang,
        "who" if row.first_name else "who_nameless",
        name=row.first_name or "",
        code=row.code[-LAST_LETTERS:],
        spoken=Markdown(phrase(content, lang, f"office-group.speaks_{row.reception_lang}")),
    ).strip()


def _say(content: Content, lang: Lang, key: str, count: None = None, **values: str) -> str:
    return phrase(content, lang, f"office-requests.{key}", count, **values).strip()


def _button(content: Content, lang: Lang, key: str, data: str) -> OutgoingButton:
    return OutgoingButton(to_plain(_say(content, lang, f"tap_{key}")).strip(), data)


def _moment(at: datetime, lang: Lang) -> Markdown:
    return Markdown(say_moment(at, lang))
