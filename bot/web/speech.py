"""The words of the pages: phrases of the content as plain text, in one language."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import phrase

_BEFORE_SIGN = re.compile(r" (?=[:;?!])")


class Speech:
    """Says phrases. One without values is worked out once for each content and language."""

    def __init__(self, content: Content, lang: Lang) -> None:
        self._content = content
        self.lang = lang
        self._said: dict[str, str] = {}

    @staticmethod
    def of(content: Content, lang: Lang) -> Speech:
        return _speech(_ById(content), lang)

    def __call__(self, key: str, count: int | None = None, **values: object) -> str:
        """`booking.slot_taken` and the like; not escaped, the template does that."""
        if values or count is not None:
            return self._unbroken(to_plain(phrase(self._content, self.lang, key, count, **values)))
        if key not in self._said:
            self._said[key] = self._unbroken(to_plain(phrase(self._content, self.lang, key)))
        return self._said[key]

    def office(self, office: str) -> str:
        """The name of an office as people read it."""
        organisation = self._content.organisations.get(office)
        return organisation.words[self.lang].name if organisation else office

    def answer(self, question_id: str, value: str) -> str:
        """The value of an answer as people read it: a choice by its label, a commune by its name."""
        question = self._content.questions.get(question_id)
        choice = question.choice(value) if question else None
        if choice is not None:
            return choice.words[self.lang].label
        commune = self._content.communes.get(value.partition("/")[0])
        if commune is not None:
            words = commune.words[self.lang]
            return next((name for code, name in words.places if code == value.partition("/")[2]), words.name)
        return value

    def _unbroken(self, text: str) -> str:
        """In French a colon keeps to its word: editors type a plain space, which would break the line there."""
        return _BEFORE_SIGN.sub("\u00a0", text) if self.lang == "fr" else text

    def question(self, question_id: str) -> str:
        """How a question is named in a list of answers; its id when the content does not know it any more."""
        question = self._content.questions.get(question_id)
        return (question.words[self.lang].recap if question else "") or question_id


class _ById:
    """A content is big and compared by identity: one that was edited is another one."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __hash__(self) -> int:
        return id(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.content is self.content


@lru_cache(maxsize=4)
def _speech(content: _ById, lang: Lang) -> Speech:
    return Speech(content.content, lang)
