"""The phone calls to make before opening: one page of Markdown for each organisation, in the language it works in.

Whom to call, what we say today, what to ask, and how to write down what was heard. The words are `phrases/calls.md`.
Pure; `today` is a Brussels day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.content.model import LANGS, Answer, Content, Lang, Organisation
from bot.content.showing.render import fact_of, phrase
from bot.language.dates import say_full_day

_RECEPTION = ("papers", "lateness", "companion", "interpreter", "walk_in", "first", "others")
# What an office may be asked that receives people from here; others are only named, or called.
_RECEIVES = ("may_book", "walk_in")
_SHOWN = ("phone", "mobile", "phone_hours", "opening_hours", "address", "email", "website")


def calls_to_make(content: Content, today: date) -> tuple[str, ...]:
    """A page for each organisation with something to ask; offices that people are sent to first, then those that
    confirm the most answers."""
    questions = {
        organisation.id: list(_open_answers(content, organisation, today))
        for organisation in content.organisations.values()
        if organisation.status != "former"
    }
    wanted = [
        content.organisations[organisation_id]
        for organisation_id, answers in questions.items()
        if answers or _is_open(content.organisations[organisation_id], today)
    ]
    wanted.sort(key=lambda one: (one.allows not in _RECEIVES, -len(questions[one.id]), one.id))
    return tuple("\n".join(_page(content, one, questions[one.id])).strip() + "\n" for one in wanted)


def _is_open(organisation: Organisation, today: date) -> bool:
    """Something about it is not sure."""
    return bool(organisation.to_confirm or organisation.unknown) or organisation.freshness.is_unconfirmed(today)


def _open_answers(content: Content, organisation: Organisation, today: date) -> Iterator[Answer]:
    for answer in content.answers.values():
        if answer.freshness.confirm_with == organisation.id and answer.freshness.is_unconfirmed(today):
            yield answer


def _page(content: Content, organisation: Organisation, answers: list[Answer]) -> Iterator[str]:
    lang = (*organisation.languages, LANGS[0])[0]

    def say(key: str, **values: str) -> str:
        return _say(content, lang, key, **values)

    def heading(key: str) -> str:
        return f"\n## {say(key)}\n"

    yield f"# {say('title', office=organisation.words[lang].name)}\n"
    yield from _whom(content, organisation, lang)
    yield heading("says")
    checked = organisation.freshness.checked_on
    yield f"- {say('checked', day=say_full_day(checked, lang)) if checked else say('never_checked')}"
    for key in _SHOWN:
        if value := _value(content, organisation, key, lang):
            yield f"- {say('fact', what=_name(content, lang, key), value=value)}"
    if organisation.to_confirm or organisation.status == "uncertain":
        yield heading("to_confirm")
        if organisation.status == "uncertain":
            yield f"- [ ] {say('still_open')}"
        yield from (f"- [ ] {_asked(content, organisation, key, lang)}" for key in organisation.to_confirm)
    if organisation.unknown:
        yield heading("unknown")
        yield from (f"- [ ] {_name(content, lang, key)}" for key in organisation.unknown)
    if organisation.allows in _RECEIVES:
        yield heading("reception")
        asked = (*_RECEPTION, "may_book") if organisation.allows == "may_book" else _RECEPTION
        yield from (f"- [ ] {say(key)}" for key in asked)
    if answers:
        yield heading("answers")
        yield from (f"- [ ] {answer.words[lang].title} (answers/{answer.id}.md)" for answer in answers)
    yield heading("after")
    yield f"- {say('write_number', id=organisation.id)}"
    yield f"- {say('write_date')}"


def _whom(content: Content, organisation: Organisation, lang: Lang) -> Iterator[str]:
    def say(key: str, **values: str) -> str:
        return _say(content, lang, key, **values)

    number = fact_of(content, organisation, "phone", lang)
    if number:
        hours = fact_of(content, organisation, "hours", lang) if organisation.phone_hours else ""
        yield f"- {say('whom', phone=number)}"
        yield f"- {say('when', hours=hours) if hours else say('when_unknown')}"
    else:
        yield f"- {say('each_commune') if organisation.offices else say('no_phone')}"
    if organisation.email:
        yield f"- {say('mail', mail=organisation.email)}"
    if organisation.website:
        yield f"- {say('site', site=organisation.website)}"


def _say(content: Content, lang: Lang, key: str, **values: str) -> str:
    return str(phrase(content, lang, f"calls.{key}", None, **values))


def _name(content: Content, lang: Lang, key: str) -> str:
    """A fact in words; its key where the phrases have none."""
    known = f"calls.what_{key}" in content.phrases.get(lang, {})
    return _say(content, lang, f"what_{key}") if known else key.replace("_", " ")


def _value(content: Content, organisation: Organisation, key: str, lang: Lang) -> str:
    if key in ("address", "website"):
        return fact_of(content, organisation, key, lang)
    return str(getattr(organisation, key))


def _asked(content: Content, organisation: Organisation, key: str, lang: Lang) -> str:
    name = _name(content, lang, key)
    value = _value(content, organisation, key, lang) if key in _SHOWN else ""
    if key == "languages":
        value = ", ".join(organisation.languages)
    return _say(content, lang, "fact", what=name, value=value) if value else name
