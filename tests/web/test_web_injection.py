"""Whatever people call themselves or write, it is shown as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.conversation.outgoing import Outgoing, OutgoingButton
from tests.web.conftest import Site
from tests.web.test_web_simulator import Talk, talking_site

SEEDS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title><iframe src=//evil.example>",
    "{{ 7*7 }}{% raw %}",
    "[tap](javascript:alert(1))",
    "[tap](https://evil.example)<b>",
    "`<plaintext>`",
    "&lt;script&gt;&#x3c;script&#x3e;",
    "\u202e\u200b<base href=//evil.example>",
    "=HYPERLINK(\"http://evil.example\")",
    "<!--", "]]>", "<?xml?>", "<a href='data:text/html,x'>y</a>", "<form action=//evil.example>",
    "<style>*{display:none}</style>", "<meta http-equiv=refresh content=0>", "javascript:alert(1)",
)  # fmt: skip
# Each seed in different company: together more than five hundred.
CORPUS = tuple(
    f"{before}{seed}{after}"
    for seed in SEEDS
    for before in ("", "Amina ", "**", "> ", "- ")
    for after in ("", "\n", "**", '"', "\\", "&")
)
ALLOWED_TAGS = {
    "html", "head", "meta", "title", "link", "body", "header", "main", "nav", "footer", "section", "form", "input",
    "button", "select", "option", "label", "div", "span", "p", "a", "h1", "h2", "ul", "ol", "li", "dl", "dt", "dd",
    "time", "details", "summary", "strong", "b", "i", "s", "code", "pre", "blockquote",
}  # fmt: skip


class _Page(HTMLParser):
    """What a page is made of: its tags, and every attribute that could do something."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.targets: list[str] = []
        self.text = ""
        self.comments = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "http-equiv"):
                self.handlers.append(name)
            if name in ("href", "src", "action", "formaction"):
                self.targets.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments += 1


def assert_harmless(html: str) -> _Page:
    page = _Page(html)
    assert page.tags <= ALLOWED_TAGS
    assert page.handlers == []
    assert page.comments == 0
    for target in page.targets:
        assert re.match(r"/(?!/)|#|tel:[+0-9]*$", target), target
    return page


def test_the_corpus_has_five_hundred_strings_and_the_check_can_fail() -> None:
    assert len(set(CORPUS)) >= 500
    for planted in ("<script>", "<p onclick=x>", "<a href='javascript:x'>", "<!-- x -->", "<a href='//evil.example'>"):
        with pytest.raises(AssertionError):
            assert_harmless(planted)


async def test_a_name_and_a_note_are_text_on_every_page_of_the_agenda(site: Site) -> None:
    numbers = [
        site.book(
            at=f"2026-11-23T{8 + index // 60:02}:{index % 60:02}+01:00",
            first_name=text,
            details={"need": text, "phone": text, text[:40]: text},
            **({"status": "cancelled_by_person"} if index % 7 == 0 else {}),
        )
        for index, text in enumerate(CORPUS[:: 1 if site.database.is_sqlite else 25])
    ]
    client = site.staff()

    day = assert_harmless((await client.get("/agenda")).text)
    assert_harmless((await client.get("/agenda/week")).text)
    assert "<script>alert(1)</script>" in day.text
    for number in numbers[:: len(numbers) // 20]:
        page = (await client.get(f"/agenda/appointments/{number}?said=arrived")).text
        assert site.appointment(number).first_name.strip() in assert_harmless(page).text  # type: ignore[union-attr]


async def test_what_comes_in_an_address_is_not_repeated_as_html(demo: Site) -> None:
    client = demo.staff()
    for text in SEEDS:
        for path in ("/agenda", "/agenda/week", "/sign-in", "/", "/simulator"):
            query = {"day": text, "said": text, "about": text, "lang": text}
            assert_harmless((await client.get(path, params=query)).text)
        assert_harmless((await client.get(f"/{text}")).text)


async def test_what_is_said_on_a_simulated_phone_is_text(site: Site) -> None:
    talk = Talk()
    simulated = talking_site(site, talk)
    client = simulated.client()
    for text in CORPUS[::13]:
        # The assistant quotes the person; by then the text has been escaped into Markdown, buttons are plain text.
        quoted = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
        talk.answers = [Outgoing(kind="text", text=f"Bonjour {quoted}", rows=((OutgoingButton(text, "=menu"),),))]
        await client.post("/simulator/fr/say", data={"text": text})
        talk.answers = [
            Outgoing(kind="contact", name=text, phone=text),
            Outgoing(kind="calendar", name=text, text=text),
        ]
        await client.post("/simulator/fr/say", data={"button": "=call:x"})

    page = assert_harmless((await client.get("/simulator?lang=fr")).text)

    assert "<script>alert(1)</script>" in page.text
