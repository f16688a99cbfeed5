"""Draw the simulated year: every message by its day and hour, what the rules say underneath.

python -m tests.stress.year_picture docs/a-year.svg
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.live import LiveContent
from bot.store.database import Database
from bot.store.keys import new_secret_key, set_keys
from bot.store.migrate import migrate
from tests.conftest import ROOT
from tests.stress.year import Message, Year, wall

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST, DAYS = date(2026, 9, 1), 365
EASTER_MONDAY = date(2027, 3, 29)
CLOCKS_CHANGE = (date(2026, 10, 25), date(2027, 3, 28))
LEFT, TOP, DAY_WIDTH, HOUR_HEIGHT = 60, 70, 3, 26
FROM_HOUR, TO_HOUR = 7, 21
# Kind → (colour, shape, words): told apart without colour too.
KINDS = {
    "reminder_3days": ("#00507a", "circle", "three days before, from 10:00"),
    "reminder_1day": ("#14602f", "square", "the day before, from 17:00"),
    "no_show": ("#9b1c1c", "diamond", "the evening after an absence"),
    "after_visit": ("#7a4a00", "ring", "the day after a visit"),
}


def main(path: Path) -> None:
    set_keys([new_secret_key()], "only-for-this-picture")
    content = LiveContent(ROOT / "content").current
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/year.db")
        migrate(database)
        down = (wall(EASTER_MONDAY, "12:00"), wall(EASTER_MONDAY, "18:00"))
        year = Year(database, content, first=FIRST, days=DAYS, down=down)
        sent = year.live()
        wrong = set(sent) ^ set(year.expected())
        database.close()
    path.write_text(picture(sent, wrong, len(year.lives)), encoding="utf-8")


def picture(sent: Iterable[Message], wrong: set[Message], appointments: int) -> str:
    """The year as SVG. `wrong`: what was sent and should not have been, or the reverse."""
    messages = list(sent)
    counts = Counter(kind for _, kind, _ in messages)
    width, height = LEFT + DAYS * DAY_WIDTH + 20, TOP + (TO_HOUR - FROM_HOUR) * HOUR_HEIGHT + 120
    title = f"A simulated year of one office: {appointments} appointments, {len(messages)} messages"
    told = f"{len(wrong)} differences from what the rules say, read independently"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" role="img">',
        f"<title>{title}; {told}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="18" font-weight="bold">{title}</text>',
        f'<text x="{LEFT}" y="50" font-size="14">{told}. Quiet from 20:00 to 8:00.</text>',
    ]
    bottom = y_of(TO_HOUR)
    lines.append(band(FIRST, DAYS, FROM_HOUR, 8, "#eceff2") + band(FIRST, DAYS, 20, TO_HOUR, "#eceff2"))
    lines.append(band(EASTER_MONDAY, 1, 12, 18, "#f2b8b8"))
    marks = [(day, "clocks change") for day in CLOCKS_CHANGE[:1]]
    marks.append((CLOCKS_CHANGE[1], "clocks change; Easter Monday, worker away six hours"))
    for day, words in marks:
        x = x_of(day)
        lines.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom + 8}" stroke="#4a5560" stroke-dasharray="3 3"/>')
        lines.append(f'<text x="{x + 3}" y="{bottom + 34}" font-size="12">{words}</text>')
    for hour in range(FROM_HOUR, TO_HOUR + 1):
        lines.append(f'<text x="{LEFT - 8}" y="{y_of(hour) + 4}" font-size="12" text-anchor="end">{hour}:00</text>')
    for month in (FIRST + timedelta(days=number) for number in range(DAYS)):
        if month.day == 1:
            lines.append(f'<text x="{x_of(month)}" y="{bottom + 18}" font-size="12">{month:%b %Y}</text>')
    for _, kind, at in messages:
        local = at.astimezone(BRUSSELS)
        lines.append(mark(kind, x_of(local.date()), y_of(local.hour + local.minute / 60)))
    x, y = LEFT, bottom + 66
    for kind, (_, _, words) in KINDS.items():
        lines.append(mark(kind, x, y - 4) + f'<text x="{x + 10}" y="{y}" font-size="13">{words}: {counts[kind]}</text>')
        x += 270
    return "\n".join([*lines, "</svg>", ""])


def x_of(day: date) -> int:
    return LEFT + (day - FIRST).days * DAY_WIDTH


def y_of(hour: float) -> float:
    return round(TOP + (hour - FROM_HOUR) * HOUR_HEIGHT, 1)


def band(day: date, days: int, since: float, until: float, colour: str) -> str:
    return (
        f'<rect x="{x_of(day)}" y="{y_of(since)}" width="{days * DAY_WIDTH}" '
        f'height="{y_of(until) - y_of(since):g}" fill="{colour}"/>'
    )


def mark(kind: str, x: float, y: float) -> str:
    colour, shape, _ = KINDS[kind]
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y}" r="2.2" fill="{colour}"/>'
    if shape == "ring":
        return f'<circle cx="{x}" cy="{y}" r="2.4" fill="none" stroke="{colour}"/>'
    if shape == "square":
        return f'<rect x="{x - 2}" y="{y - 2}" width="4" height="4" fill="{colour}"/>'
    return f'<path d="M{x} {y - 3.2}l3.2 3.2-3.2 3.2-3.2-3.2z" fill="{colour}"/>'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
