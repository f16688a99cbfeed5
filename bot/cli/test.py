"""`python -m bot test`: replay the transcripts of the content, each as written and in the other language."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.errors import or_one_sentence
from bot.content.live import LiveContent
from bot.content.model import LANGS
from bot.content.transcripts import Transcript, parse_transcript
from bot.matching.ready import IndexKeeper
from bot.settings import read_settings
from bot.store.keys import new_secret_key, set_keys
from bot.wiring.parts import set_up_logging
from bot.wiring.replay import mirror, replay


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@or_one_sentence
def test(folder: Path | None) -> None:
    """Replay the transcripts of DIR. Exit status: 0 all went as written, 1 some did not, 2 wrong usage."""
    settings = read_settings()
    set_up_logging("ERROR")
    set_keys([new_secret_key()], new_secret_key())
    content = LiveContent(folder or settings.content)
    index = IndexKeeper(settings.var_dir)
    index.start(content.current)
    transcripts, problems = read_transcripts(content, folder or settings.content)
    if not transcripts and not problems:
        raise click.UsageError("there are no transcripts: write some in fr/conversations and nl/conversations")
    with click.progressbar(transcripts, label="Replaying", file=sys.stderr) as shown:
        for transcript in shown:
            problems += asyncio.run(differences(transcript, content, index))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(transcripts)} transcripts, each in both languages: {len(problems)} did not go as written.")
    raise SystemExit(1 if problems else 0)


def read_transcripts(content: LiveContent, folder: Path) -> tuple[Sequence[Transcript], list[str]]:
    """The transcripts of a content folder, those of one name together, and what is wrong with the others."""
    transcripts: list[Transcript] = []
    problems: list[str] = []
    for name, texts in sorted(content.current.conversations.items()):
        for lang in LANGS:
            path = folder / lang / "conversations" / f"{name}.md"
            transcript, found = parse_transcript(texts[lang], str(path))
            problems += [str(problem) for problem in found]
            transcripts += [transcript] if transcript else []
    return transcripts, problems


async def differences(transcript: Transcript, content: LiveContent, index: IndexKeeper) -> list[str]:
    """What does not go as written, in its own language and mirrored in the other."""
    replayed = await replay(transcript, content, index)
    if replayed.difference:
        return [replayed.difference]
    mirrored = await mirror(transcript, replayed.done, content, index)
    return [mirrored] if mirrored else []
