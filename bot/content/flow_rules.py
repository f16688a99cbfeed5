"""The C2xx rules: whether the questions lead everybody somewhere."""

from __future__ import annotations

from bot.content.problems import Rule

NEVER_ASKED = Rule(
    "C201", "warning", "A question that no flow asks",
    "Add it to the steps of a flow, or delete the page.",
    "questions/age.md, and no flow with `- age`",
    "steps:\n  - age",
)
NEVER_TRUE = Rule(
    "C202", "error", "A condition that can never hold",
    "A step can depend only on questions that come before it in the same flow.",
    "steps:\n  - ask: crèche\n    when: {children: yes}\n  - children",
    "steps:\n  - children\n  - ask: crèche\n    when: {children: yes}",
)
TOO_MANY_CLASSES = Rule(
    "C203", "error", "Too many combinations to check",
    "The conditions of the recommendations name so many values that not every kind of person can be tried. Name fewer "
    "values of the question that is mentioned.",
    "when: {age: [16, 17, 18, 19, 20, 21, …]}",
    "when: {age: [under-18, adult]}",
)
HOLE = Rule(
    "C204", "error", "A kind of person gets no good advice",
    "Somebody who lives in one of the 19 communes must reach an office, and a second one, before `otherwise`, and "
    "there must be a sourced way to reach it. The person is described; add or widen a recommendation.",
    "when: {commune: forest}   and nothing for the 18 others",
    "when: {commune: any}",
)
NEEDLESS_RECOMMENDATION = Rule(
    "C205", "warning", "A recommendation that nobody would miss",
    "Everybody would still get two good offices without it, so its loss would not be noticed. Merge it with another "
    "one, or look whether a later one is too wide.",
    "rank 10 {commune: forest} and rank 20 {commune: any}, both showing the same office",
    "rank 20 {commune: any} alone",
)
NO_OTHERWISE = Rule(
    "C206", "error", "The last recommendation is not `otherwise`",
    "recommendations/otherwise.md has no `when` and the highest rank: what is advised when nothing else holds.",
    'otherwise.md with rank: "10"',
    'otherwise.md with rank: "999"',
)

FLOW_RULES = (NEVER_ASKED, NEVER_TRUE, TOO_MANY_CLASSES, HOLE, NEEDLESS_RECOMMENDATION, NO_OTHERWISE)
