"""Find the pages of a content folder: which twins there are, by name, without opening them.

A name is the path below `fr` or `nl`: `site.md`, `answers/cost.md`, `answers/cost.ask.md`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import structure_rules as rules
from bot.content.ids import did_you_mean
from bot.content.model import LANGS, Lang
from bot.content.problems import Problem

SITE = "site.md"
KINDS = (
    "answers", "communes", "conversations", "flows", "organisations", "phrases", "questions", "recommendations",
    "words",
)  # fmt: skip
_ASK = ".ask.md"


# What tells that a file was changed: time of the change in nanoseconds, length, and the file itself (an editor that
# saves by renaming makes a new one).
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """`files[name][lang]` is a path, `stamps[path]` tells whether it changed."""

    files: dict[str, dict[Lang, Path]]
    stamps: dict[Path, Stamp]
    problems: tuple[Problem, ...]


def kind_of(name: str) -> str:
    """`site`, `asks`, or the folder's name."""
    if name == SITE:
        return "site"
    folder = name.split("/", 1)[0]
    return "asks" if folder == "answers" and name.endswith(_ASK) else folder


def survey_folder(folder: Path) -> Survey:
    """Look at both language folders. A folder that is missing is a problem, never an exception."""
    survey = Survey({}, {}, ())
    problems: list[Problem] = []
    if not folder.is_dir():
        message = "there is no such folder; give the folder that holds fr and nl"
        return Survey({}, {}, (rules.NO_FOLDER.at(str(folder), 1, message),))
    for lang in LANGS:
        if not (folder / lang).is_dir():
            message = f"there is no folder {lang} in {folder}; it holds one half of all pages"
            problems.append(rules.NO_FOLDER.at(str(folder / lang), 1, message))
            continue
        _survey_language(folder / lang, lang, survey, problems)
    return Survey(dict(sorted(survey.files.items())), survey.stamps, tuple(problems))


def _survey_language(folder: Path, lang: Lang, survey: Survey, problems: list[Problem]) -> None:
    for entry in _entries(folder, problems):
        if entry.name == SITE:
            _add(entry, SITE, lang, survey)
        elif entry.name in KINDS and entry.is_dir():
            for page in _entries(Path(entry.path), problems):
                if page.name.endswith(".md") and not page.is_dir(follow_symlinks=False):
                    _add(page, f"{entry.name}/{page.name}", lang, survey)
                else:
                    message = "only files that end in .md are read here; rename, move or delete it"
                    problems.append(rules.STRAY_FILE.at(page.path, 1, message))
        elif entry.name.lower() != "readme.md":
            message = f"this is not read; folders here are {', '.join(KINDS)}{did_you_mean(entry.name, KINDS)}"
            problems.append(rules.STRAY_FILE.at(entry.path, 1, message))


def _entries(folder: Path, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """What lies in the folder, by name; hidden files and the backups of editors are nobody's pages."""
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not (entry.name.startswith((".", "#")) or entry.name.endswith("~"))]
    except OSError as error:
        problems.append(rules.UNREADABLE.at(str(folder), 1, f"this folder cannot be opened ({error.strerror})"))
        return []
    return sorted(entries, key=lambda entry: entry.name)


def _add(entry: os.DirEntry[str], name: str, lang: Lang, survey: Survey) -> None:
    path = Path(entry.path)
    survey.files.setdefault(name, {})[lang] = path
    try:
        status = entry.stat()
        survey.stamps[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError:  # it vanished since the folder was listed, or is a link to nothing: reading it says so
        survey.stamps[path] = (0, 0, 0)
