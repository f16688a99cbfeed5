"""The editors' preview: a page on two phones, what the checker says of it, and why this answer or this office."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser
from sqlalchemy import func, select

from bot.content.library import read_library
from bot.content.live import LiveContent
from bot.content.model import Content
from bot.matching.index import Index
from bot.matching.ready import IndexKeeper
from bot.settings import Settings
from bot.store.tables import AppointmentRow, ConversationRow, InboxRow, OutboxRow
from bot.web.preview.page import steps_to
from bot.web.preview.stage import Preview
from bot.wiring.parts import Parts
from bot.wiring.preview import preview_of, stage
from tests.conftest import ROOT
from tests.web.conftest import Site, words_of
from tests.web.test_web_browser import browser, folder, look_at, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
_fixtures = (browser, folder)


class Learnt(IndexKeeper):
    """An index that is learnt already, and does not follow."""

    def __init__(self, index: Index) -> None:
        super().__init__(Path("var"))
        self._index = index
        self.followed = 0

    def follow(self, content: object) -> bool:
        self.followed += 1
        return False


@pytest.fixture(scope="module")
def shipped() -> LiveContent:
    return LiveContent(ROOT / "content")


def preview_with(live: LiveContent, folder: Path, index: Index, site: Site) -> Preview:
    def refresh() -> Content:
        live.refresh()
        return live.current

    keeper = Learnt(index)
    return Preview(folder=folder, refresh=refresh, index=keeper.current, play=stage(live, keeper, site.clock))


@pytest.fixture
def editor(demo: Site, shipped: LiveContent, index: Index) -> Site:
    """A demonstration on loopback with the shipped content."""
    return demo.with_services(preview=preview_with(shipped, ROOT / "content", index, demo))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A copy of the content that may be edited."""
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    return copy


@pytest.fixture
def editing(demo: Site, pages: Path, index: Index) -> Site:
    live = LiveContent(pages)
    return demo.with_services(content=lambda: live.current, preview=preview_with(live, pages, index, demo))


async def page_of(site: Site, query: str) -> str:
    response = await site.client().get(f"/preview?{query}")
    assert response.status_code == 200
    return words_of(response)


def halves_of(page: str) -> tuple[str, str]:
    """The French and the Dutch phone with what belongs to them."""
    _, french, dutch = re.split(r'<section class="half" lang="(?:fr|nl)"', page)
    return french, dutch.partition("</section>")[0]


def said_in(half: str) -> list[str]:
    """The texts of the bubbles, without their marks."""
    return [re.sub(r"<[^>]+>", "", text) for text in re.findall(r'<div class="text">(.*?)</div>', half, re.DOTALL)]


async def test_the_preview_exists_only_in_a_demonstration_on_this_machine(site: Site, editor: Site) -> None:
    preview = editor.services.preview
    for elsewhere in (
        site,
        site.with_services(preview=preview),
        editor.with_services(is_demo=False),
        editor.with_services(public_url="https://parcours.example"),
        editor.with_services(simulator=None),
    ):
        response = await elsewhere.client().get("/preview")
        assert response.status_code == 404
    assert (await editor.client(host="parcours.example").get("/preview")).status_code == 404
    assert (await editor.client().get("/preview")).status_code == 200


async def test_the_start_page_of_a_demonstration_leads_editors_here(site: Site, editor: Site) -> None:
    start = words_of(await editor.client().get("/"))

    assert "Pour les rédacteurs" in start
    assert "Voor redacteurs" in start
    assert 'href="/preview?ui=nl"' in start
    assert "/preview" not in (await site.client().get("/")).text


async def test_an_answer_reads_as_people_read_it_in_both_languages(editor: Site) -> None:
    content = editor.services.content()
    debts = content.answers["debts"]

    french, dutch = halves_of(await page_of(editor, "page=answers/debts"))

    for half, lang in ((french, "fr"), (dutch, "nl")):
        first, *sections = said_in(half)
        opening = debts.words[lang].body.split("\n")[0].split("{")[0][:40]
        assert opening.replace("**", "") in first
        assert len(sections) == len(debts.words[lang].sections)
        for section in debts.words[lang].sections:
            assert f">{section.heading}<" in half
    assert re.search(r"Premier message : \d+ caractères sur 300 au plus", french)
    assert re.search(r"Eerste bericht: \d+ tekens van hoogstens 300", dutch)


async def test_buttons_lead_to_their_pages_and_what_changes_something_is_no_link(editor: Site) -> None:
    content = editor.services.content()
    answer = next(
        one for one in content.answers.values() if any(step.verb == "organisation" for step in one.next)
    )  # fmt: skip
    target = next(step.target for step in answer.next if step.verb == "organisation")

    french, _ = halves_of(await page_of(editor, f"page=answers/{answer.id}"))

    name = content.organisations[target].words["fr"].name
    assert f'href="/preview?ui=fr&page=organisations%2F{target}">{name}</a>' in french
    assert '<span class="key">Menu</span>' in french


async def test_organisation_question_recommendation_and_phrases_are_shown(editor: Site) -> None:
    french, dutch = halves_of(await page_of(editor, "page=organisations/mission-locale-forest"))
    assert said_in(french)[0].startswith("Mission Locale de Forest")
    assert said_in(dutch)[0].startswith("Mission Locale Forest")

    french, dutch = halves_of(await page_of(editor, "page=questions/need"))
    assert "Quelle aide cherchez-vous d'abord ?" in said_in(french)[0]
    assert "Welke hulp zoekt u eerst?" in said_in(dutch)[0]

    # A row that is never the first is reached by the button of the second office.
    french, _ = halves_of(await page_of(editor, "page=recommendations/cpas-difficulty"))
    assert said_in(french)[0].startswith("CPAS de votre commune")

    french, dutch = halves_of(await page_of(editor, "page=phrases/booking"))
    assert "slot_taken" in french
    assert editor.services.content().phrases["nl"]["booking.slot_taken"].other.split("{")[0][:30] in dutch


async def test_lists_are_shown_as_written(editor: Site) -> None:
    ask = read_library(ROOT / "content").library
    assert ask is not None
    line = ask.pages["answers/debts.ask.md"]["nl"].sections[0].body.split("\n")[0]

    _, dutch = halves_of(await page_of(editor, "page=answers/debts.ask"))

    assert f"<li>{line}</li>" in dutch


async def test_an_edit_is_on_the_phone_with_the_next_request(editing: Site, pages: Path) -> None:
    page = pages / "fr" / "questions" / "need.md"
    await page_of(editing, "page=questions/need")
    page.write_text(page.read_text("utf-8").replace("cherchez-vous d'abord", "voulez-vous en premier"), "utf-8")

    french, _ = halves_of(await page_of(editing, "page=questions/need"))

    assert "Quelle aide voulez-vous en premier ?" in said_in(french)[0]


async def test_the_checker_speaks_of_the_page_and_of_each_twin_apart(editing: Site, pages: Path) -> None:
    page = pages / "nl" / "answers" / "debts.md"
    text = page.read_text("utf-8")
    head, _, body = text.partition("---\n")[2].partition("---\n")
    page.write_text(f"---\n{head}---\nJe moet dit weten. {body}", "utf-8")
    line = head.count("\n") + 3

    french, dutch = halves_of(await page_of(editing, "page=answers/debts"))

    assert "Rien à corriger." in french
    assert f"Regel {line} van answers/debts.md:" in dutch
    assert '"Je" is familiar; write u, uw' in dutch
    assert "Niets te verbeteren." not in dutch


async def test_a_broken_page_is_named_with_its_line_and_the_last_good_version_shown(editing: Site, pages: Path) -> None:
    page = pages / "fr" / "answers" / "debts.md"
    before = said_in(halves_of(await page_of(editing, "page=answers/debts"))[0])
    page.write_text(page.read_text("utf-8").replace("title:", "titel:"), "utf-8")

    whole = await page_of(editing, "page=answers/debts")
    french, dutch = halves_of(whole)

    assert "Les téléphones montrent la dernière version sans erreur" in whole
    assert said_in(french) == before
    assert re.search(r'class="error"><strong>Erreur\.</strong> Ligne \d+ de answers/debts\.md :', french)
    assert "titel" in french
    assert said_in(dutch)


async def test_search_finds_pages_by_name_and_by_word(editor: Site) -> None:
    found = re.findall(r"page=([^\"]+)\">", await page_of(editor, "search=debts"))
    assert found[0] == "answers%2Fdebts"
    assert "answers%2Fdebts.ask" in found

    by_word = await page_of(editor, "search=Brulingua")
    assert "page=recommendations%2Factiris-languages" in by_word
    assert "Aucune page trouvée." in await page_of(editor, "search=zzzzqqq")
    assert "La page nulle/part.md n'existe pas." in await page_of(editor, "page=nulle/part")
    assert "La page ../../etc/passwd.md n'existe pas." in await page_of(editor, "page=../../etc/passwd")


async def test_why_this_answer_tells_language_correction_score_phrasings_and_runners_up(editor: Site) -> None:
    title = editor.services.content().answers["debts"].words["fr"].title

    page = (await page_of(editor, "sentence=mes+dettes+et+l%27huissierr")).partition('id="why"')[2]

    assert "<dd>français" in page
    assert "<dt>Lu comme</dt><dd>mes dettes et l huissier</dd>" in page
    assert re.search(rf'<ol class="ranked">\s*<li><a href="[^"]*answers%2Fdebts">{re.escape(title)}</a>', page)
    assert re.search(r'<span class="score">presque certain, 100 %</span>', page)
    assert page.partition('<ul class="spoke">')[2].partition("</ul>")[0].count("<li>") == 3


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("je veux mourir", "Un danger est reconnu"),
        ("menu", "Tout le message est un mot de commande (menu)."),
        ("xyzzy plugh", "Aucune réponse ne convient"),
    ],
)
async def test_why_tells_danger_commands_and_nothing_apart(editor: Site, sentence: str, verdict: str) -> None:
    assert verdict in await page_of(editor, f"sentence={sentence}")


async def test_what_is_typed_is_shown_and_never_obeyed(editor: Site) -> None:
    response = await editor.client().get("/preview", params={"sentence": "<script>x</script>", "search": '"><b>y'})

    assert "<script>" not in response.text
    assert "<b>y" not in response.text


async def test_why_this_office_names_the_row_and_why_those_before_do_not_hold(editor: Site) -> None:
    page = await page_of(editor, "why=office&commune=forest&language=nl&registered=yes&need=job")
    panel = page.partition('id="office"')[2].partition('id="start"')[0]

    assert "L'assistant conseille : VDAB Brussel." in panel
    assert "Puis, comme autre choix : Cité des métiers de Bruxelles." in panel
    row = panel.partition('href="/preview?ui=fr&page=recommendations%2Fmission-locale-here"')[2].partition("</ul>")[0]
    assert "Ne convient pas." in row
    assert re.search(r"<li>[^<]+ : il faut .*français.*, pas dit ; ici, .*néerlandais.*</li>", row, re.IGNORECASE)
    assert "C'est la première qui convient : VDAB Brussel." in panel
    assert "actiris-registration" not in panel


async def test_outside_brussels_no_office_is_advised(editor: Site) -> None:
    assert "Aucun bureau" in await page_of(editor, "why=office&commune=outside")
    # What the content does not know is as if it had not been said.
    assert "Mission Locale de Forest" in await page_of(editor, "why=office&commune=forest&need=nonsense&x=y")


async def test_start_here_opens_both_phones_at_the_question_with_prepared_answers(editor: Site) -> None:
    french, dutch = halves_of(await page_of(editor, "start=registered&commune=ixelles&language=fr"))

    assert "Êtes-vous inscrit chez Actiris ?" in said_in(french)[0]
    assert "Bent u ingeschreven bij Actiris?" in said_in(dutch)[0]
    # A tap takes the answers along.
    assert 'href="/preview?ui=fr&road=office&commune=ixelles&language=fr&registered=no"' in french

    french, _ = halves_of(await page_of(editor, "road=office&commune=ixelles&language=fr&registered=no"))
    assert "Quelle aide cherchez-vous d'abord ?" in said_in(french)[0]


@pytest.mark.parametrize("lang", ["fr", "nl"])
async def test_every_question_can_be_reached(editor: Site, lang: str) -> None:
    preview, content = editor.services.preview, editor.services.content()
    assert preview is not None
    spoken = "nl" if lang == "nl" else "fr"
    for question in content.questions.values():
        played = await preview.play(spoken, steps_to(content, question.id, (), spoken), 1)
        wording = question.words[spoken].body.split("\n")[0]
        assert played.messages[-1].text.find(wording) >= 0, question.id


async def test_nothing_reaches_the_database_of_the_demonstration(editor: Site) -> None:
    await page_of(editor, "start=help-reading")
    await page_of(editor, "page=answers/debts")

    for table in (ConversationRow, AppointmentRow, InboxRow, OutboxRow):
        assert editor.all(select(func.count()).select_from(table)) == [0]


async def test_the_page_loads_itself_again_only_when_it_is_asked_to(editor: Site) -> None:
    quiet = await page_of(editor, "page=questions/need")
    assert "http-equiv" not in quiet
    assert 'href="/preview?ui=fr&page=questions%2Fneed&watch=1">Recharger toute seule</a>' in quiet

    watched = await page_of(editor, "page=questions/need&watch=1")
    assert '<meta http-equiv="refresh" content="3">' in watched
    assert "Cette page se recharge toutes les 3 secondes." in watched
    assert 'href="/preview?ui=fr&page=questions%2Fneed">Ne plus recharger toute seule</a>' in watched


async def test_an_edit_that_teaches_is_learnt_behind_the_page(
    demo: Site, pages: Path, index: Index, tmp_path: Path
) -> None:
    keeper = Learnt(index)
    live = LiveContent(pages)
    parts = Parts(Settings(content_dir=pages, var_dir=tmp_path), demo.database, live, keeper)
    preview = preview_of(parts, demo.clock)
    preview.refresh()
    assert keeper.followed == 0
    page = pages / "fr" / "answers" / "debts.md"
    page.write_text(page.read_text("utf-8").replace("button: ", "button: X"), "utf-8")

    content = preview.refresh()

    assert content.answers["debts"].words["fr"].button.startswith("X")
    assert keeper.followed == 1


@pytest.fixture
async def address(editor: Site) -> AsyncIterator[str]:
    async with serving(editor) as base:
        yield base


LOOKED_AT = {
    "preview": "",
    "preview-answer": "page=answers/debts",
    "preview-nl": "ui=nl&page=answers/what-is-actiris",
    "preview-question": "start=need&commune=forest",
    "preview-recommendation": "page=recommendations/mission-locale-near",
    "preview-phrases": "page=phrases/office",
    "preview-list": "page=answers/debts.ask",
    "preview-search": "search=actiris",
    "preview-why": "sentence=comment+rembourser+mes+dettse&chat=fr",
    "preview-office": "why=office&commune=jette&language=fr&registered=no&need=training",
}


@pytest.mark.browser
async def test_the_preview_in_a_browser(browser: Browser, address: str, folder: Path) -> None:
    page = await browser.new_page()
    for name, query in LOOKED_AT.items():
        await page.goto(f"{address}/preview?{query}")
        await look_at(page, name, folder)
