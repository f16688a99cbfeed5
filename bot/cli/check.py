"""`python -m bot check`: what is wrong in the content, in plain words, with file and line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from bot.cli.errors import WRONG_USAGE, or_one_sentence
from bot.content.checks.ageing import OldFact, old_facts, summary
from bot.content.checks.rules import RULES
from bot.content.checks.rules_page import explain, rules_page
from bot.content.checks.structure_rules import NO_FOLDER
from bot.content.editing.calls import calls_to_make
from bot.content.ids import did_you_mean
from bot.content.problems import Problem, in_order
from bot.language.dates import BRUSSELS
from bot.matching.check_all import Report, check_folder
from bot.matching.check_found import Findings, astray_problems, find_astray, keep_findings, kept_findings
from bot.settings import read_settings

_BETWEEN_PAGES = "\n---\n"


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
@click.option("--facts", is_flag=True, help="What is old or unconfirmed, oldest first.")
@click.option("--to-confirm", is_flag=True, help="The phone calls to make before opening, a page per organisation.")
@click.option("--explain", "code", metavar="CODE", help="What a rule means, as in --explain C204.")
@click.option("--rules", is_flag=True, help="Every rule, as a page of Markdown.")
@click.option("--matching", is_flag=True, help="Also list sentences that would find another answer (about a minute).")
@or_one_sentence
def check(
    folder: Path | None, as_json: bool, facts: bool, to_confirm: bool, code: str | None, rules: bool, matching: bool
) -> None:
    """Check every page of DIR (usually `content`) and its twin.

    Each problem is a line `path:line: CODE message`. Exit status: 0 no error, 1 errors, 2 wrong usage.
    """
    if sum((facts, to_confirm, code is not None, rules, matching)) > 1:
        raise click.UsageError("give one of --facts, --to-confirm, --explain, --rules and --matching")
    if rules:
        click.echo(rules_page(RULES.values()), nl=False)
    elif code is not None:
        click.echo(_explained(code))
    else:
        settings = read_settings()
        folder = _shown(folder or settings.content)
        if not folder.is_dir():
            problem = NO_FOLDER.at(str(folder), 1, "there is no such folder; give the folder that holds fr and nl")
            click.echo(problem, err=True)
            raise SystemExit(WRONG_USAGE)
        kept = settings.var_dir / "matching"
        _report(folder, kept, as_json=as_json, facts=facts, to_confirm=to_confirm, matching=matching)


def _report(folder: Path, kept: Path, *, as_json: bool, facts: bool, to_confirm: bool, matching: bool) -> None:
    today = datetime.now(BRUSSELS).date()
    tell = _teller(sys.stderr.isatty())
    report = check_folder(folder, today, tell)
    findings, astray = None, list[Problem]()
    if matching and report.library is not None:
        tell("whether each sentence finds its answer (about a minute)")
        findings = find_astray(report.library)
        keep_findings(kept, report.library, findings)
        astray = list(astray_problems(report.library, findings))
    tell("")
    old = old_facts(report.library, today) if report.library is not None else ()
    if to_confirm:
        pages = calls_to_make(report.library.content, today) if report.library is not None else ()
        click.echo(json.dumps(pages, ensure_ascii=False) if as_json else _BETWEEN_PAGES.join(pages), nl=as_json)
        return
    if facts:
        _echo_facts(old, as_json)
        return
    if findings is None and report.library is not None:
        findings = kept_findings(kept, report.library)
    problems = in_order([*report.problems, *astray])
    if as_json:
        click.echo(_as_json(problems, report, old, findings))
    else:
        for problem in problems:
            click.echo(problem)
        _echo_summary(report, findings, today)
    raise SystemExit(1 if report.errors else 0)


def _echo_facts(old: tuple[OldFact, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(fact) for fact in old], ensure_ascii=False, default=str))
        return
    for fact in old:
        click.echo(fact)


def _echo_summary(report: Report, findings: Findings | None, today: date) -> None:
    """The last lines, for people: on standard error, so that a list of problems is only that."""
    click.echo(f"{report.errors} errors, {report.warnings} warnings.", err=True)
    if not report.complete:
        click.echo("Where questions and buttons lead is looked at once these errors are mended.", err=True)
    if report.library is not None:
        click.echo(summary(report.library, today), err=True)
    if findings is not None:
        click.echo(str(findings), err=True)


def _as_json(problems: tuple[Problem, ...], report: Report, old: tuple[OldFact, ...], findings: Findings | None) -> str:
    return json.dumps(
        {
            "errors": report.errors,
            "warnings": len(problems) - report.errors,
            "complete": report.complete,
            "old_facts": len(old),
            "astray": None if findings is None else len(findings.astray),
            "problems": [asdict(problem) for problem in problems],
        },
        ensure_ascii=False,
    )


def _explained(code: str) -> str:
    rule = RULES.get(code.upper())
    if rule is None:
        raise click.UsageError(f"{code} is not a rule{did_you_mean(code.upper(), RULES)}; see check --rules")
    return explain(rule)


def _shown(folder: Path) -> Path:
    """The folder as people write it: relative to where they are, if it lies below."""
    relative = os.path.relpath(folder) if folder.exists() else str(folder)
    return folder if relative.startswith("..") else Path(relative)


def _teller(is_terminal: bool) -> Callable[[str], None]:
    """Says what is being done, on one line that the next one overwrites; nothing where nobody watches."""

    def tell(step: str) -> None:
        if is_terminal:
            click.echo(f"\r\033[KChecking: {step} …" if step else "\r\033[K", nl=False, err=True)

    return tell
