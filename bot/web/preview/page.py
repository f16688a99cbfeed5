"""How a page of the content reads on a phone: played on the throw-away stage, its buttons made links of the preview.

`steps_to` goes to any question with prepared answers: what must be said before it is said, and what is known only
after a time was chosen is reached by choosing one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from bot.content.conditions import ANY, UNKNOWN, holds
from bot.content.ids import id_of
from bot.content.model import Content, Flow, Lang, When
from bot.content.reading.survey import kind_of
from bot.content.recommend import recommend
from bot.content.showing.markdown import to_plain, to_telegram_html
from bot.conversation import asked
from bot.conversation.outgoing import Outgoing
from bot.conversation.state import ROAD, State
from bot.web.phones import INVENTED_PHONE, OWNERS
from bot.web.preview.stage import Answers, Played, Preview, Put, Step, Tap, TapVerb

# Where the invented openings of a demonstration are.
LIVES_IN = "forest"
_AGREED = (asked.AGREES, "yes")
ROADS = {"office": "office", "booking": "book"}


@dataclass(frozen=True, slots=True)
class Key:
    """A button: `href` is empty where the preview leads nowhere."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as a phone shows it; `characters` as a person sees them."""

    html: Markup
    characters: int
    keys: tuple[tuple[Key, ...], ...]


async def bubbles_of_page(preview: Preview, content: Content, name: str, lang: Lang, ui: str) -> tuple[Bubble, ...]:
    """The page as people read it; nothing for a page that is not said as a whole, or not served."""
    steps = _steps_of_page(content, name, lang)
    if not steps:
        return ()
    kept = len(steps) if kind_of(name) == "answers" else 1
    return bubbles_of(await preview.play(lang, steps, kept), ui)


def _steps_of_page(content: Content, name: str, lang: Lang) -> list[Step]:
    page_id = id_of(name)
    match kind_of(name):
        case "answers" if page_id in content.answers:
            sections = content.answers[page_id].words[lang].sections
            return [Tap(f"=answer:{page_id}"), *(Tap(f"=section:{page_id}#{one.id}") for one in sections)]
        case "organisations" if page_id in content.organisations:
            return [Tap(f"=organisation:{page_id}")]
        case "questions" if page_id in content.questions:
            return steps_to(content, page_id, (), lang)
        case "recommendations":
            return _steps_to_row(content, page_id, lang)
        case "flows" if page_id in content.flows and content.flows[page_id].steps:
            return steps_to(content, content.flows[page_id].steps[0].question, (), lang)
        case _:
            return []


def _steps_to_row(content: Content, row_id: str, lang: Lang) -> list[Step]:
    """The card of the office that a row chooses; one that is chosen second is asked for by its button."""
    answers = answers_for(content, row_id, lang)
    if answers is None:
        return []
    first, *others = recommend(content, dict(answers))
    if first.recommendation == row_id:
        return [Put(((ROAD, "office"), *answers, (asked.RECAP, "ok")))]
    return [Put(((ROAD, "book"), *answers, (asked.OFFICE, others[0].organisation)))]


def bubbles_of(played: Played, ui: str) -> tuple[Bubble, ...]:
    """What was played, as the page shows it."""
    return tuple(_bubble(message, played.state, ui) for message in played.messages)


def _bubble(message: Outgoing, state: State, ui: str) -> Bubble:
    rows = tuple(
        tuple(Key(button.label, _href(button.data, message.prompt, state, ui)) for button in row)
        for row in message.rows
    )
    if message.kind == "text":
        return Bubble(Markup(to_telegram_html(message.text)), len(to_plain(message.text)), rows)
    about = ", ".join(part for part in (message.name, message.phone, to_plain(message.text)) if part)
    shown = message.name if message.kind == "calendar" else about
    return Bubble(Markup("{}").format(shown), 0, rows)


def _href(data: str, prompt: int, state: State, ui: str) -> str:
    """Where a button leads on this page; empty for one that changes something, or calls somebody."""
    if data.startswith("="):
        verb, _, target = data[1:].partition(":")
        kept: Answers = ()
    else:
        offered = state.prompt.find(data.partition(":")[2]) if prompt == state.prompt.number else None
        verb, target = (offered.verb, offered.target) if offered else ("", "")
        kept = tuple(pair for pair in state.answers if pair[0] != ROAD)
    match verb:
        case "answer" if data.startswith("=") and target:
            return link(ui, page=f"answers/{target.partition('#')[0]}")
        case "section":
            return link(ui, page=f"answers/{target.partition('#')[0]}")
        case "organisation":
            return link(ui, page=f"organisations/{target}")
        case "answer" if state.road in ROADS.values():
            question, _, value = target.partition("=")
            given = dict(kept) | {question: value}
            return link(ui, road=state.road, **given)
        case "book" | "office":
            return link(ui, road=verb)
        case _:
            return ""


def link(ui: str, **values: str) -> str:
    """An address of the preview that opens both phones."""
    return f"/preview?{urlencode({'ui': ui, **values})}"


# To a question


def steps_to(content: Content, question_id: str, given: Answers, lang: Lang) -> list[Step]:
    """What to do on a fresh phone until this question is asked. `given` are prepared answers to others."""
    prepared = {question: value for question, value in given if question != question_id}
    for flow_id, road in ROADS.items():
        flow = content.flows.get(flow_id)
        if flow and any(step.question == question_id for step in flow.steps):
            return [Put(((ROAD, road), *_before(content, flow, question_id, prepared, lang).items()))]
    lives_in = prepared.get(asked.COMMUNE) or _default(content, asked.COMMUNE, lang)
    held: list[Step] = [Put(((ROAD, "book"), (asked.COMMUNE, lives_in))), TapVerb("slot")]
    match question_id:
        case asked.FIRST_NAME:
            return held
        case asked.AGREES:
            return [*held, TapVerb("for_other")]
        case "other-first-name":
            return [*held, TapVerb("for_other"), Put((_AGREED,))]
    flow = content.flows.get("prepare")
    if flow and any(step.question == question_id for step in flow.steps):
        before = _before(content, flow, question_id, prepared, lang)
        return [*held, TapVerb("profile_name"), TapVerb("confirm"), Put(tuple(before.items()))]
    return []


def go_on(road: str, given: Answers) -> list[Step]:
    """On a road with these answers: whatever comes next there."""
    return [Put(((ROAD, road), *given))]


def _before(content: Content, flow: Flow, question_id: str, prepared: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """The prepared answers, and an invented one for each question of the flow that comes before and has none."""
    target = next(step for step in flow.steps if step.question == question_id)
    answers = dict(prepared)
    for question, values in target.when.items():
        if question != question_id and answers.get(question) not in values:
            answers[question] = _accepted(content, question, values, lang)
    for step in flow.steps:
        if step.question == question_id:
            break
        if step.question not in answers and holds(step.when, answers):
            answers[step.question] = _default(content, step.question, lang)
    return answers


def _accepted(content: Content, question: str, values: tuple[str, ...], lang: Lang) -> str:
    named = [value for value in values if value not in (ANY, UNKNOWN)]
    return named[0] if named else _default(content, question, lang)


def _default(content: Content, question_id: str, lang: Lang) -> str:
    """An invented answer."""
    if question_id == asked.LANGUAGE:
        return lang
    question = content.questions.get(question_id)
    match question.answer if question else "name":
        case "choice" if question and question.choices:
            return question.choices[0].id
        case "commune":
            return LIVES_IN if LIVES_IN in content.communes else next(iter(content.communes), "")
        case "phone":
            return INVENTED_PHONE
        case _:
            return OWNERS[lang]


# To a recommendation


def answers_for(content: Content, row_id: str, lang: Lang) -> Answers | None:
    """Answers of somebody whom this row advises first, or else second; None when no commune and choice leads there."""
    row = next((one for one in content.recommendations if one.id == row_id), None)
    if row is None:
        return None
    second: Answers | None = None
    for answers in _people(content, row.when, lang):
        advice = [one.recommendation for one in recommend(content, dict(answers))]
        if advice[:1] == [row_id]:
            return answers
        if row_id in advice and second is None:
            second = answers
    return second


def _people(content: Content, when: When, lang: Lang) -> list[Answers]:
    """Answers that satisfy a condition, the values it does not name tried one after the other."""
    flow = content.flows.get("office")
    people: list[dict[str, str]] = [{}]
    for step in flow.steps if flow else ():
        values = _tried(content, step.question, when, lang)
        people = [person | ({step.question: value} if value else {}) for person in people for value in values]
    return [tuple(person.items()) for person in people]


def _tried(content: Content, question_id: str, when: When, lang: Lang) -> list[str]:
    named = [value for value in when.get(question_id, ()) if value not in (ANY, UNKNOWN)]
    if named:
        return named[:3]
    question = content.questions.get(question_id)
    if question_id == asked.NEAR or question is None:
        return [""]
    if question.answer == "commune":
        return [LIVES_IN, *(one.id for one in content.communes.values() if not one.mission_locale)][:4]
    choices = [choice.id for choice in question.choices]
    # Their own language first: that is how most people come to it.
    return sorted(choices, key=lambda choice: choice != lang)
