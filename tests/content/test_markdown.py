"""Markdown as Telegram's HTML and as plain text: the tags that are allowed, closed in order, whatever the text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content.showing.markdown import split_html, to_plain, to_telegram_html

ALLOWED = {"b", "i", "s", "code", "pre", "a", "blockquote"}


class Checker(HTMLParser):
    """Fails on a tag that is not allowed, or closed out of order; collects the text that is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.seen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        assert not (tag == "blockquote" and tag in self.open)
        self.links += [value or "" for _, value in attrs]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.seen += data

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = handle_comment = unknown_decl


def check(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    return checker


MARKDOWN_PIECES = st.sampled_from(
    ["*", "**", "_", "~~", "`", "```\n", "\n", "\n\n", "# ", "- ", "1. ", "> ", "[", "](", ")", "http://a.be", "<", ">",
     "&", "&lt;", "</b>", "<b>", "a", "mot ", "\\", "!", "|", "javascript:x", "    ", "\t", "=", "---\n", "😀",
     "<http://a.be>"]
)  # fmt: skip
ANY_TEXT = st.text(max_size=80) | st.lists(MARKDOWN_PIECES, max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
@example("> a\n> > b\n> - c\n>   > d")
@example("**a *b** c*")
@example("[a](javascript:alert) [b](JAVASCRIPT:x) [c](data:text/html,x)")
@example("# **a\n")
def test_any_text_becomes_html_that_telegram_accepts(markdown: str):
    checker = check(to_telegram_html(markdown))

    assert all(link.lower().startswith(("http:", "https:", "mailto:", "tel:", "tg:")) for link in checker.links)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, st.integers(2, 40))
def test_the_parts_of_a_long_message_are_each_valid_and_lose_no_word(markdown: str, limit: int):
    whole = to_telegram_html(markdown)

    parts = [check(part).seen for part in split_html(whole, limit)]

    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(check(whole).seen.split())


@pytest.mark.parametrize(
    ("markdown", "html", "plain"),
    [
        ("Bonjour **vous**", "Bonjour <b>vous</b>", "Bonjour vous"),
        ("*a* ~~b~~ `c<d`", "<i>a</i> <s>b</s> <code>c&lt;d</code>", "a b c<d"),
        ("une ligne\nune autre", "une ligne\nune autre", "une ligne\nune autre"),
        ("## Titre\nTexte", "<b>Titre</b>\nTexte", "Titre\nTexte"),
        ("Il faut :\n- un\n- deux\n\nMerci", "Il faut :\n• un\n• deux\n\nMerci", "Il faut :\n• un\n• deux\n\nMerci"),
        ("3. un\n4. deux", "3. un\n4. deux", "3. un\n4. deux"),
        ("- a\n  - b", "• a\n  • b", "• a\n  • b"),
        ("> a\n> > b", "<blockquote>a\nb</blockquote>", "a\nb"),
        ("```\na < b\n```", "<pre>a &lt; b</pre>", "a < b"),
        ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y", "<b>x</b> & y"),
        (
            "[site](https://a.be/?b=1&c=2)",
            '<a href="https://a.be/?b=1&amp;c=2">site</a>',
            "site (https://a.be/?b=1&c=2)",
        ),
        ("[02 1](tel:021)", '<a href="tel:021">02 1</a>', "02 1 (021)"),
        ("<https://a.be>", '<a href="https://a.be">https://a.be</a>', "https://a.be"),
        ("[x](/relative)", "x", "x"),
        ("![photo](https://a.be/x.png)", "photo", "photo"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb", "a\n\n———\n\nb"),
        ("", "", ""),
    ],
)
def test_each_construct_has_its_form(markdown: str, html: str, plain: str):
    assert to_telegram_html(markdown) == html
    assert to_plain(markdown) == plain


def test_a_long_message_is_cut_at_an_empty_line_first_then_a_line_then_a_word():
    assert split_html("un deux\n\ntrois\nquatre", 18) == ("un deux", "trois\nquatre")
    assert split_html("un deux\ntrois quatre", 14) == ("un deux", "trois quatre")
    assert split_html("un deux trois", 9) == ("un deux", "trois")
    assert split_html("abcdef", 4) == ("abcd", "ef")


def test_tags_are_closed_and_opened_again_where_a_message_is_cut():
    assert split_html("<b>un <i>deux trois</i></b>", 8) == ("<b>un <i>deux</i></b>", "<b><i>trois</i></b>")


def test_an_emoji_counts_as_telegram_counts_it_and_an_entity_once():
    assert split_html("😀😀😀", 4) == ("😀😀", "😀")
    assert split_html("&amp;&amp;&amp;", 2) == ("&amp;&amp;", "&amp;")
