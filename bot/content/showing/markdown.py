"""Show the Markdown of the content as Telegram's HTML, or as plain text for the terminal and for mail.

Whatever the text, the HTML has only the tags b, i, s, code, pre, a and blockquote, closed in order, everything else
escaped, and links only to http, https, mailto, tel and tg. A line stays a line: editors write messages, not pages.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

# Bot API, sendMessage.text: 1-4096 characters after entities parsing; counted in UTF-16 units to be safe with emoji.
MAX_MESSAGE = 4096

_LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:", "tg:")
_INLINE_TAGS = {"strong": "b", "em": "i", "s": "s"}
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
# What XML-like parsers and Telegram refuse, or drop: controls except tab and newline, and lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_HTML_PIECE = re.compile(r"<[^<>]*>|&[#\w]+;|[^<&]", re.DOTALL)
_TAG_NAME = re.compile(r"</?(\w+)")


def to_telegram_html(markdown: str) -> str:
    """HTML for `parse_mode=HTML`. Headings become bold; lists become lines with "• " or "1. "."""
    return _Renderer(tags=True).blocks(_parse(markdown).children)


def to_plain(markdown: str) -> str:
    """The same text without any mark-up; where a link leads follows it, if its text says something else."""
    return _Renderer(tags=False).blocks(_parse(markdown).children)


def _parse(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_PARSER.parse(_FORBIDDEN.sub("\ufffd", markdown)))


class _Renderer:
    def __init__(self, tags: bool) -> None:
        self._tags = tags
        self._quotes = 0

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> str:
        """Blocks below each other, with an empty line between them where the source has one."""
        text = ""
        end: int | None = None
        for node in nodes:
            block = self._block(node)
            if not block.strip():
                continue
            lines = node.map
            if text:
                text += "\n" if lines is not None and end is not None and lines[0] <= end else "\n\n"
            text += block
            # A list's extent takes in the empty lines after it; the last of its content counts.
            end = _last_line(node)
        return text

    def _block(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "paragraph":
                return self._inline_of(node)
            case "heading":
                return self._tagged("b", self._inline_of(node))
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "blockquote":
                # Telegram refuses a quotation within a quotation.
                self._quotes += 1
                inner = self.blocks(node.children)
                self._quotes -= 1
                return inner if self._quotes else self._tagged("blockquote", inner)
            case "code_block" | "fence":
                return self._tagged("pre", self._escaped(node.content.rstrip("\n")))
            case "hr":
                return "———"
            case _:
                return self._escaped(node.content)

    def _list(self, node: SyntaxTreeNode) -> str:
        numbers = itertools.count(int(node.attrs.get("start", 1)))
        lines: list[str] = []
        for item in node.children:
            marker = f"{next(numbers)}. " if node.type == "ordered_list" else "• "
            inner = "\n".join(block for child in item.children if (block := self._block(child)).strip())
            lines.append(marker + inner.replace("\n", "\n  "))
        return "\n".join(lines)

    def _inline_of(self, node: SyntaxTreeNode) -> str:
        """The text of a paragraph or heading, which stands in its only child."""
        return "".join(self._inline(child) for inline in node.children for child in inline.children)

    def _inline(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "softbreak" | "hardbreak":
                return "\n"
            case "code_inline":
                return self._tagged("code", self._escaped(node.content))
            case "link":
                return self._link(node)
            case "strong" | "em" | "s":
                return self._tagged(_INLINE_TAGS[node.type], "".join(self._inline(child) for child in node.children))
            case "image":
                return "".join(self._inline(child) for child in node.children)
            case _:
                return self._escaped(node.content)

    def _link(self, node: SyntaxTreeNode) -> str:
        text = "".join(self._inline(child) for child in node.children)
        target = str(node.attrs.get("href", ""))
        if not target.lower().startswith(_LINK_SCHEMES):
            return text
        if self._tags:
            return f'<a href="{html.escape(target)}">{text}</a>' if text else ""
        shown = target.removeprefix("mailto:").removeprefix("tel:")
        return text if shown == text or not text else f"{text} ({shown})"

    def _tagged(self, tag: str, inner: str) -> str:
        return f"<{tag}>{inner}</{tag}>" if self._tags and inner else inner

    def _escaped(self, text: str) -> str:
        return html.escape(text, quote=False) if self._tags else text


def _last_line(node: SyntaxTreeNode) -> int | None:
    """The line after the last that has text in it."""
    while node.children and node.type in ("bullet_list", "ordered_list", "list_item", "blockquote"):
        node = node.children[-1]
    return node.map[1] if node.map is not None else None


# Splitting


def split_html(text: str, limit: int = MAX_MESSAGE) -> tuple[str, ...]:
    """HTML of `to_telegram_html` in messages of at most `limit` visible characters, tags closed and opened again.

    Cut after an empty line, else at a line's end, else at a space, else anywhere; never within a tag or an entity.
    """
    pieces = _HTML_PIECE.findall(text)
    messages: list[str] = []
    opened: list[str] = []
    start = 0
    while start < len(pieces):
        end = _cut(pieces, start, limit)
        before = "".join(opened)
        for piece in pieces[start:end]:
            _follow(piece, opened)
        after = "".join(f"</{_name_of(tag)}>" for tag in reversed(opened))
        if any(_width(piece) and piece.strip() for piece in pieces[start:end]):
            messages.append(before + "".join(pieces[start:end]).strip("\n ") + after)
        start = end
    return tuple(messages)


def _cut(pieces: Sequence[str], start: int, limit: int) -> int:
    """Where the message that begins at `start` ends."""
    width = 0
    places: dict[str, int] = {}
    for position in range(start, len(pieces)):
        width += _width(pieces[position])
        if width > limit:
            best = next((places[kind] for kind in ("paragraph", "line", "word") if kind in places), position)
            return max(best, start + 1)
        if pieces[position] == "\n":
            kind = "paragraph" if pieces[position - 1] == "\n" and position > start else "line"
            places[kind] = position + 1
        elif pieces[position] == " ":
            places["word"] = position + 1
    return len(pieces)


def _width(piece: str) -> int:
    """Of what is seen, in UTF-16 units."""
    if piece.startswith("<"):
        return 0
    return 1 if piece.startswith("&") or ord(piece) <= 0xFFFF else 2


def _follow(piece: str, opened: list[str]) -> None:
    if piece.startswith("</"):
        opened.pop()
    elif piece.startswith("<"):
        opened.append(piece)


def _name_of(tag: str) -> str:
    match = _TAG_NAME.match(tag)
    return match[1] if match else ""
