"""Whatever the content says, Telegram takes it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.sending import parts_of
from bot.content.showing.markdown import split_html, to_telegram_html
from tests.telegram.api_rules import length, visible_text

MARKS = st.sampled_from(
    [
        "**",
        "*",
        "_",
        "`",
        "```\n",
        "[",
        "](",
        ")",
        "<",
        ">",
        "&",
        "&nbsp;",
        "&lt;",
        "\\",
        "~~",
        "![",
        "# ",
        "- ",
        "1. ",
        "> ",
        "\n",
        "\n\n",
        " ",
        "javascript:",
        "https://example.org",
        "<b>",
        "</b>",
        "😀",
        "é",
        "[a](https://example.org/" + "x" * 500 + ") ",
    ]
)
MARKDOWN = st.lists(MARKS | st.text(max_size=8), max_size=60).map("".join)


@settings(deadline=None)
@given(MARKDOWN)
def test_any_markdown_is_valid_html_for_telegram(markdown):
    for part in parts_of(markdown):
        assert visible_text(part, "HTML")


@settings(deadline=None)
@given(MARKDOWN)
def test_a_short_message_is_the_one_part_that_cutting_would_give(markdown):
    assert parts_of(markdown) == split_html(to_telegram_html(markdown))


@settings(deadline=None, max_examples=25)
@given(MARKDOWN, st.integers(1, 150))
def test_any_long_markdown_comes_in_parts_that_telegram_takes(markdown, times):
    for part in parts_of(markdown * times):
        assert length(visible_text(part, "HTML")) <= 4096
