"""From a message of the outbox to a mail: plain text, and a calendar file that Outlook takes as a meeting.

Outlook shows a meeting only for a `text/calendar` part beside the text, whose METHOD is in its type as well; other
programs take the file that is attached. Whatever a subject, a name or an address holds, it cannot begin another header:
controls are taken out, and an address is one plain mailbox. `ValueError` for what cannot be a mail.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from bot.content.showing.markdown import to_plain
from bot.conversation.outgoing import Outgoing
from bot.operations.offices.office_mail import is_mail_address

SENDER_NAME = "Parcours"
MAX_SUBJECT = 150
MAX_FILE_NAME = 60
# What is asked of both sides (RFC 5546): the organiser's calendar and the invited one's are to say the same.
_MEETING_METHODS = ("REQUEST", "CANCEL")
_NOT_IN_A_HEADER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def compose(message: Outgoing, sender: str, address: str, now: datetime) -> EmailMessage:
    """The mail. The same message to the same address has the same Message-ID, so that a second copy can be known."""
    if message.kind not in ("text", "calendar"):
        raise ValueError(f"a mail cannot be a {message.kind}")
    if not is_mail_address(address):
        raise ValueError("the address is not one plain e-mail address")
    calendar, method = _meeting(message.text, sender, address) if message.kind == "calendar" else (b"", "")
    text = to_plain(message.caption if calendar else message.text).strip()
    subject = one_line(message.subject)[:MAX_SUBJECT] or SENDER_NAME
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((SENDER_NAME, sender))
    mail["To"] = address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = message_id(message, sender, address)
    # No machine should answer: absence notes would come back to a mailbox that nobody reads.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(f"{text or subject}\n", charset="utf-8", cte="quoted-printable")
    if calendar:
        _attach(mail, calendar, method, message.name)
    return mail


def message_id(message: Outgoing, sender: str, address: str) -> str:
    """One id for one message, without anything of it to read."""
    content = "\0".join((sender, address, message.kind, message.subject, message.caption, message.text))
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def one_line(text: str) -> str:
    """The text without line breaks, controls and doubled spaces."""
    return " ".join(_NOT_IN_A_HEADER.sub(" ", text).split())


def _meeting(text: str, sender: str, address: str) -> tuple[bytes, str]:
    """The calendar file with who writes and to whom, and its METHOD; PUBLISH when it asks nothing of anybody."""
    # Only here: it takes three megabytes, and many a process sends no mail.
    from icalendar import Calendar, vCalAddress, vText

    calendar = Calendar.from_ical(text)
    if not isinstance(calendar, Calendar):
        raise ValueError("the file is not a calendar")
    method = str(calendar.get("method", "")).upper()
    if method not in _MEETING_METHODS:
        calendar.pop("method", None)
        calendar.add("method", "PUBLISH")
        return calendar.to_ical(), "PUBLISH"
    for event in calendar.walk("VEVENT"):
        organiser, invited = vCalAddress(f"mailto:{sender}"), vCalAddress(f"mailto:{address}")
        organiser.params["CN"] = vText(SENDER_NAME)
        # RSVP=FALSE: the office need not answer, and nobody would read it.
        for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "FALSE")):
            invited.params[name] = vText(value)
        event["organizer"], event["attendee"] = organiser, invited
    return calendar.to_ical(), method


def _attach(mail: EmailMessage, calendar: bytes, method: str, name: str) -> None:
    kind = {"method": method, "charset": "UTF-8"}
    file_name = _NOT_IN_A_FILE_NAME.sub("", name)[:MAX_FILE_NAME].lstrip(".") or "parcours.ics"
    if method in _MEETING_METHODS:
        mail.add_alternative(calendar, maintype="text", subtype="calendar", cte="base64", params=kind)
        mail.add_attachment(calendar, maintype="application", subtype="ics", cte="base64", filename=file_name)
    else:
        mail.add_attachment(
            calendar, maintype="text", subtype="calendar", cte="base64", filename=file_name, params=kind
        )
