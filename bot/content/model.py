"""What the two content folders say, once read and checked: frozen, language by language.

A page has *logic* (the same in both twins) and *words* (`words[lang]`). Ids are the file names. Texts are
Markdown with placeholders still in them: `{phone:actiris}` is a fact of an organisation, `{name}` a value that
the conversation fills in. Distances are never stored; points are WGS84 degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Lang = Literal["fr", "nl"]
LANGS: tuple[Lang, ...] = ("fr", "nl")

Allows = Literal["may_book", "phone", "walk_in", "none"]
Status = Literal["active", "presumed-active", "uncertain", "former"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Section:
    """A `## Heading {#id}` of a page, without its heading line."""

    id: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Next:
    """A button under an answer: what to do next, or whom to see. `target` is an id, or empty."""

    verb: Literal["book", "office", "human", "letter", "answer", "organisation"]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which people ask for something: a line of an `.ask.md` or of `words/intents.md`."""

    text: str
    lang: Lang
    section: str  # the sub-question, by its id
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class NotPhrasing:
    """A sentence that looks like this answer and belongs to another one."""

    text: str
    lang: Lang
    belongs_to: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the facts of a page are, and where they come from. `checked_on` None: nobody has confirmed them."""

    sources: tuple[str, ...]
    checked_on: date | None
    check_every: timedelta
    confidence: Confidence
    volatile: bool = False
    confirm_with: str = ""  # the organisation that can confirm

    def is_unconfirmed(self, today: date) -> bool:
        """True when the facts were never checked, are low in confidence, or are older than they may be."""
        if self.checked_on is None or self.confidence == "low":
            return True
        return today > self.checked_on + self.check_every


@dataclass(frozen=True, slots=True)
class AnswerWords:
    title: str
    button: str
    body: str
    sections: tuple[Section, ...] = ()

    def section(self, section_id: str) -> Section | None:
        return next((section for section in self.sections if section.id == section_id), None)


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    freshness: Freshness
    next: tuple[Next, ...]
    words: Mapping[Lang, AnswerWords]
    asks: tuple[Phrasing, ...] = ()
    nots: tuple[NotPhrasing, ...] = ()


@dataclass(frozen=True, slots=True)
class CommuneOffice:
    """The office of an organisation that has one in each commune (the CPAS/OCMW)."""

    commune: str
    street: str
    postcode: str
    phone: str
    website: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    name: str
    body: str
    street: str = ""
    access: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, an office people can be sent to, or a help line (`kind` is `help-line`)."""

    id: str
    kind: str
    languages: tuple[Lang, ...]
    allows: Allows
    status: Status
    freshness: Freshness
    words: Mapping[Lang, OrganisationWords]
    commune: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude
    phone: str = ""
    mobile: str = ""
    email: str = ""
    website: str = ""
    phone_hours: str = ""  # "Mo-Fr 08:30-16:30; Sa 09:00-12:00", Brussels wall time
    opening_hours: str = ""
    to_confirm: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    serves_postcodes: tuple[str, ...] = ()
    emergency: bool = False
    offices: tuple[CommuneOffice, ...] = ()


@dataclass(frozen=True, slots=True)
class CommuneWords:
    name: str
    also: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()  # (postcode, name): Laeken, Haren


@dataclass(frozen=True, slots=True)
class Commune:
    id: str
    nis: str
    postcodes: tuple[str, ...]
    shared_postcodes: tuple[str, ...]
    points: Mapping[str, tuple[float, float]]  # by postcode
    mission_locale: str  # empty for the ten communes without one
    werkwinkel: str
    words: Mapping[Lang, CommuneWords]


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    words: Mapping[Lang, ChoiceWords]


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """`body` is what is asked; `recap` how the answer is named in the recap ("Commune")."""

    body: str
    recap: str = ""
    why: str = ""
    retry: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answer` says what is accepted: one of the choices, a commune, a first name, a phone number."""

    id: str
    answer: Literal["choice", "commune", "name", "phone"]
    choices: tuple[Choice, ...]
    skip: bool  # may be passed over
    words: Mapping[Lang, QuestionWords]

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


# A condition: for each question the values that satisfy it. `unknown` stands for "not asked or not known",
# `any` for every value that was given. All questions named must be satisfied.
When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    question: str
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """Questions in order. `recap`: the answers are shown for correction at the end."""

    id: str
    steps: tuple[Step, ...]
    recap: bool
    words: Mapping[Lang, str]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A row of the decision list. `show` is an organisation id, or how to find one from the commune:
    `mission-locale-of-commune`, `nearest-mission-locale`, `second-nearest-mission-locale`, `cpas-of-commune`.
    """

    id: str
    rank: int
    when: When
    show: str
    words: Mapping[Lang, str]  # the reason that is shown


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the assistant says in general. `one`/`other` when the text depends on `{count}`, else only `other`."""

    other: str
    one: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Who is responsible, and the general contact of last resort."""

    operator: Mapping[Lang, str]
    human: tuple[str, ...]  # organisation ids of the person's card, in order, by language of the organisation
    actiris_confirmed: bool


@dataclass(frozen=True, slots=True)
class WordSection:
    id: str
    lines: tuple[Phrasing, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the assistant says and knows. `fingerprint` changes when anything in it does."""

    fingerprint: str
    site: Site
    phrases: Mapping[Lang, Mapping[str, Phrase]]  # by "file.key", as in "booking.slot_taken"
    questions: Mapping[str, Question]
    flows: Mapping[str, Flow]
    recommendations: tuple[Recommendation, ...]  # by rank; the last one is `otherwise`
    organisations: Mapping[str, Organisation]
    communes: Mapping[str, Commune]
    answers: Mapping[str, Answer]
    words: Mapping[str, tuple[WordSection, ...]]  # by file: universal, intents, danger, offtopic, synonyms …
    conversations: Mapping[str, Mapping[Lang, str]]  # transcripts by name, as written
