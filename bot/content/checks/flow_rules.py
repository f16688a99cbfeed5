"""The C2xx rules: whether the questions lead everybody somewhere."""

from __future__ import annotations

from bot.content.problems import Rule

NEVER_ASKED = Rule(
    "C201",
    "warning",
    "A question that no flow asks",
    "Add it to the steps of a flow, or delete the page.",
    "questions/age.md, and no flow with `- age`",
    "steps:\n  - age",
)
NEVER_TRUE = Rule(
    "C202",
    "error",
    "A condition that can never hold",
    "A step can depend only on questions that come before it in the same flow.",
    "steps:\n  - ask: crèche\n    when: {children: yes}\n  - children",
    "steps:\n  - children\n  - ask: crèche\n    when: {children: yes}",
)
TOO_MANY_CLASSES = Rule(
    "C203",
    "error",
    "Too many combinations to check",
    "The conditions of the recommendations name so many values that not every kind of person can be tried. Name fewer "
    "values of the question that is mentioned.",
    "when: {age: [16, 17, 18, 19, 20, 21, …]}",
    "when: {age: [under-18, adult]}",
)
HOLE = Rule(
    "C204",
    "error",
    "A kind of person gets no good advice",
    "Somebody who lives in one of the 19 communes must reach an office, and a second one, before `otherwise`, and "
    "there must be a sourced way to reach it. The person is described; add or widen a recommendation.",
    "when: {commune: forest}   and nothing for the 18 others",
    "when: {commune: any}",
)
NEEDLESS_RECOMMENDATION = Rule(
    "C205",
    "warning",
    "A recommendation that nobody would miss",
    "Everybody would still get two good offices without it, so its loss would not be noticed. Merge it with another "
    "one, or look whether a later one is too wide.",
    "rank 10 {commune: forest} and rank 20 {commune: any}, both showing the same office",
    "rank 20 {commune: any} alone",
)
NO_OTHERWISE = Rule(
    "C206",
    "error",
    "The last recommendation is not `otherwise`",
    "recommendations/otherwise.md has no `when` and the highest rank: what is advised when nothing else holds.",
    'otherwise.md with rank: "10"',
    'otherwise.md with rank: "999"',
)

TOO_MANY_QUESTIONS = Rule(
    "C207",
    "warning",
    "More than five questions in a row",
    "After five questions people leave. Ask the others after the first useful answer, in another flow.",
    "a flow with six steps that all are asked of the same person",
    "a flow with five steps, and another one for the rest",
)
NO_WAY_OUT = Rule(
    "C208",
    "error",
    "Answers that only lead to each other",
    "Whoever is caught in a circle of answers leaves. One of them needs a button that leads to somebody: book, office, "
    "human, letter or `organisation: ID`.",
    "cost.md with `answer: papers` alone, papers.md with `answer: cost` alone",
    "papers.md with `answer: cost` and `human`",
)
NOTHING_LEADS_HERE = Rule(
    "C209",
    "warning",
    "An answer that nobody can reach",
    "It has no phrasing in one of the languages, and no button of another answer leads to it. Write its .ask.md.",
    "answers/cost.md without answers/cost.ask.md",
    "answers/cost.md and answers/cost.ask.md",
)
BUTTON_TO_ITSELF = Rule(
    "C210",
    "warning",
    "A button that leads back to the same answer, or twice to the same place",
    "Three buttons are few: each leads somewhere else.",
    "cost.md with `answer: cost`",
    "cost.md with `answer: papers`",
)
ONE_CHOICE = Rule(
    "C211",
    "error",
    "A question with fewer than two choices",
    "Who cannot choose is not asked. Add a choice, or remove the question from its flow and delete it.",
    "choices:\n  - id: yes\n    label: Oui",
    "choices:\n  - id: yes\n    label: Oui\n  - id: no\n    label: Non",
)
SAME_RANK = Rule(
    "C212",
    "warning",
    "Two recommendations of the same rank",
    "Which of them comes first should be decided, not be left to the alphabet. Give one another rank.",
    'rank: "10" in two recommendations',
    'rank: "10" and rank: "20"',
)
CHOICE_TWICE = Rule(
    "C213",
    "error",
    "Two choices with the same id",
    "An answer is kept by the id of its choice. Give one of them another id, in both languages.",
    "choices:\n  - id: yes …\n  - id: yes …",
    "choices:\n  - id: yes …\n  - id: no …",
)

FLOW_RULES = (
    NEVER_ASKED, NEVER_TRUE, TOO_MANY_CLASSES, HOLE, NEEDLESS_RECOMMENDATION, NO_OTHERWISE, TOO_MANY_QUESTIONS,
    NO_WAY_OUT, NOTHING_LEADS_HERE, BUTTON_TO_ITSELF, ONE_CHOICE, SAME_RANK, CHOICE_TWICE,
)  # fmt: skip
