"""`match --jsonl`: a text a line on standard input, a JSON object a line on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import IO

import click

from bot.cli.errors import or_one_sentence
from bot.content.model import Lang
from bot.matching.index import Index
from bot.matching.match import Match, match
from bot.wiring.parts import open_index

# A line longer than this is read to its end, but only its beginning is looked at: memory stays bounded.
_MAX_LINE_BYTES = 65_536


@click.command("match")
@click.option("--jsonl", is_flag=True, required=True, help="One JSON object a line.")
@click.option("--content", "folder", type=click.Path(exists=True, file_okay=False), default=None)
@click.option("--lang", type=click.Choice(["fr", "nl"]), default=None, help="The language of the chat.")
@or_one_sentence
def match_stdin(jsonl: bool, folder: str | None, lang: Lang | None) -> None:
    """Say what each line of standard input means."""
    match_lines(sys.stdin.buffer, sys.stdout.buffer, open_index(folder), lang)


def match_lines(source: IO[bytes], target: IO[bytes], index: Index, lang: Lang | None = None) -> None:
    """A line out for each line in, at once; stops quietly when nobody reads any more."""
    try:
        for text in read_lines(source):
            target.write(json.dumps(as_json(text, match(text, index, lang)), ensure_ascii=False).encode() + b"\n")
            target.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes standard output.
        sys.stderr.close()


def read_lines(source: IO[bytes]) -> Iterator[str]:
    """Lines as text, what is not UTF-8 replaced, each cut at `_MAX_LINE_BYTES`."""
    while piece := source.readline(_MAX_LINE_BYTES):
        line = piece
        while not piece.endswith(b"\n") and len(piece) == _MAX_LINE_BYTES:
            piece = source.readline(_MAX_LINE_BYTES)  # the rest of an endless line
        yield line.rstrip(b"\r\n").decode("utf-8", "replace")


def as_json(text: str, found: Match) -> dict[str, object]:
    """The object of the contract; small talk is `none` there."""
    known = found.kind in ("answer", "intent")
    return {
        "text": text,
        "lang": found.lang,
        "kind": found.kind if known else "none",
        "id": found.id if known else None,
        "score": round(found.score, 4),
        "sure": found.sure,
        "alternatives": list(_alternatives(found)),
    }


def _alternatives(found: Match) -> Iterable[dict[str, object]]:
    for candidate in found.alternatives:
        if candidate.kind in ("answer", "intent"):
            yield {"id": candidate.id, "score": round(candidate.score, 4)}
