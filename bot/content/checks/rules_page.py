"""The rules as text: one explained in the terminal, all of them as a page of Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.problems import Rule

_FAMILIES = {
    "1": "C1xx: whether the files can be read",
    "2": "C2xx: where questions and buttons lead",
    "3": "C3xx: what people say",
    "4": "C4xx: what people read",
    "5": "C5xx: facts",
}
_INTRODUCTION = """# The rules of the content checker

`python -m bot check` looks at every page of `content/` and its twin. An **error** keeps a page from going live, or must
be mended before it does; a **warning** is a piece of advice. Each problem is shown as `file:line: code what to write`.
This page is made by `python -m bot check --rules`.

That facts are old is never an error: `check --facts` lists them, `check --to-confirm` prints the calls to make.
"""


def explain(rule: Rule) -> str:
    """One rule, for the terminal."""
    lines = [f"{rule.code} ({rule.severity}) {rule.title}", "", rule.explanation, "", "Wrong:"]
    lines += [f"    {line}" for line in rule.wrong.split("\n")]
    lines += ["", "Right:", *(f"    {line}" for line in rule.right.split("\n"))]
    return "\n".join(lines)


def rules_page(rules: Iterable[Rule]) -> str:
    """All rules in the order of their codes, family by family."""
    lines = [_INTRODUCTION]
    family = ""
    for rule in sorted(rules, key=lambda rule: rule.code):
        if rule.code[1] != family:
            family = rule.code[1]
            lines += [f"## {_FAMILIES[family]}", ""]
        lines += [f"### {rule.code} {rule.title} ({rule.severity})", "", rule.explanation, ""]
        lines += ["```text", f"wrong  {_aligned(rule.wrong)}", f"right  {_aligned(rule.right)}", "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _aligned(example: str) -> str:
    return example.replace("\n", "\n       ")
