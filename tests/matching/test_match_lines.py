"""The contract of `match --jsonl`: a line out for each line in, whatever comes."""

import io
import itertools
import json
import tracemalloc
from collections.abc import Iterator

from bot.cli.match import match_lines, read_lines
from bot.matching.index import Index


def answers(small_index: Index, source: bytes) -> list[dict[str, object]]:
    target = io.BytesIO()
    match_lines(io.BytesIO(source), target, small_index)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_an_answer_an_intent_and_nothing_have_the_shape_of_the_contract(small_index: Index):
    answer, intent, nothing, small_talk = answers(
        small_index, "combien ça coûte\nik kom te laat\n\ntu es un robot ?\n".encode()
    )

    assert list(answer) == ["text", "lang", "kind", "id", "score", "sure", "alternatives"]
    assert (answer["lang"], answer["kind"], answer["id"]) == ("fr", "answer", "entitlement-and-cost")
    assert (intent["lang"], intent["kind"], intent["id"]) == ("nl", "intent", "late")
    assert (nothing["text"], nothing["kind"], nothing["id"], nothing["sure"]) == ("", "none", None, False)
    assert small_talk["kind"] == "none"


def test_empty_lines_and_bad_utf_8_have_an_answer_too(small_index: Index):
    found = answers(small_index, b"\n\xff\xfe\xe9t\xe9\n\r\nmenu")

    assert [line["text"] for line in found] == ["", "\ufffd\ufffd\ufffdt\ufffd", "", "menu"]
    assert found[-1]["id"] == "menu"


def test_an_endless_line_is_cut_and_the_next_one_read():
    lines = list(read_lines(io.BytesIO(b"x" * 200_000 + b"\nmenu\n")))

    assert [len(line) for line in lines] == [65_536, 4]


class Endless(io.RawIOBase):
    """So many lines, never all in memory."""

    def __init__(self, count: int) -> None:
        self.lines: Iterator[bytes] = itertools.repeat("où est le bureau ?\n".encode(), count)

    def readline(self, size: int | None = -1, /) -> bytes:
        return next(self.lines, b"")


class Counting(io.RawIOBase):
    """Counts lines, and whether each was flushed before the next came."""

    written = flushed = 0

    def write(self, data: object, /) -> int:
        assert self.written == self.flushed
        self.written += 1
        return len(bytes(data))  # type: ignore[call-overload]

    def flush(self) -> None:
        self.flushed = self.written


def test_a_long_stream_takes_constant_memory_and_is_flushed_line_by_line(small_index: Index):
    target = Counting()
    match_lines(Endless(50), target, small_index)  # type: ignore[arg-type]
    tracemalloc.start()
    match_lines(Endless(300), target, small_index)  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (target.written, target.flushed) == (350, 350)
    assert peak < 1_000_000
