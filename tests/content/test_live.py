"""Edits go live; what an edit broke stays at its last good version, alone, and is told once."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from bot.content.live import ContentError, LiveContent
from tests.content.small_content import edit, edit_both


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="parcours.content")
    return caplog


def test_an_edit_goes_live(folder: Path):
    live = LiveContent(folder)
    edit(folder / "fr/answers/cost.md", "Texte fr.", "Nouveau texte.")

    assert live.refresh() is True
    assert live.current.answers["cost"].words["fr"].body == "Nouveau texte. Appelez le {phone:actiris}."


def test_nothing_changes_when_nothing_was_edited(folder: Path):
    live = LiveContent(folder)
    before = live.current

    assert live.refresh() is False
    assert live.current is before


def test_a_broken_page_is_held_alone_and_other_edits_go_live(folder: Path, told: pytest.LogCaptureFixture):
    live = LiveContent(folder)
    edit(folder / "fr/answers/cost.md", "title:", "title: a :")
    edit_both(folder, "organisations/actiris.md", "0800 35 123", "0800 35 124")

    assert live.refresh() is True
    assert live.current.answers["cost"].words["fr"].title == "Titre fr"
    assert live.current.organisations["actiris"].phone == "0800 35 124"
    assert [record.getMessage() for record in told.records] == [
        f"{folder}/fr/answers/cost.md:13: C112 this value has a colon in it; put it between double quotes: "
        'key: "a : b" (the last good version stays in use)'
    ]


def test_what_is_held_is_told_once_and_told_again_only_after_it_was_mended(
    folder: Path, told: pytest.LogCaptureFixture
):
    live = LiveContent(folder)
    page = folder / "fr/answers/cost.md"
    warnings = []
    for old, new in (("title:", "title: a :"), ("Suite", "Fin"), ("title: a :", "title:"), ("title:", "title: a :")):
        edit(page, old, new)
        live.refresh()
        warnings.append(sum(record.levelname == "WARNING" for record in told.records))

    assert warnings == [1, 1, 1, 2]


def test_a_half_saved_file_changes_nothing_and_its_end_goes_live(folder: Path):
    live = LiveContent(folder)
    page = folder / "fr/answers/cost.md"
    whole = page.read_text().replace("Texte fr.", "Nouveau.")
    for end in (0, 10, 150):
        page.write_text(whole[:end])
        live.refresh()
        assert live.current.answers["cost"].words["fr"].body == "Texte fr. Appelez le {phone:actiris}."
    page.write_text(whole)

    assert live.refresh() is True
    assert live.current.answers["cost"].words["fr"].body == "Nouveau. Appelez le {phone:actiris}."


def test_a_page_that_vanished_in_one_language_stays(folder: Path):
    live = LiveContent(folder)
    (folder / "nl/answers/cost.md").unlink()

    assert live.refresh() is False
    assert live.current.answers["cost"].words["nl"].title == "Titre nl"


def test_a_page_deleted_in_both_languages_goes_when_nobody_names_it(folder: Path):
    live = LiveContent(folder)
    for lang in ("fr", "nl"):
        (folder / lang / "communes/jette.md").unlink()

    assert live.refresh() is True
    assert list(live.current.communes) == ["forest"]


def test_a_deleted_page_stays_while_others_name_it(folder: Path, told: pytest.LogCaptureFixture):
    live = LiveContent(folder)
    for lang in ("fr", "nl"):
        (folder / lang / "organisations/actiris.md").unlink()

    assert live.refresh() is False
    assert live.current.organisations["actiris"].phone == "0800 35 123"
    assert any("there is no organisation actiris" in record.getMessage() for record in told.records)


def test_a_fact_that_a_text_still_shows_is_not_taken_away(folder: Path):
    live = LiveContent(folder)
    edit_both(folder, "organisations/actiris.md", "phone: 0800 35 123\n", "")

    assert live.refresh() is False
    assert live.current.organisations["actiris"].phone == "0800 35 123"


def test_an_edit_that_names_what_does_not_exist_is_held(folder: Path):
    live = LiveContent(folder)
    edit_both(folder, "answers/cost.md", "{phone:actiris}", "{phone:forem}")
    edit_both(folder, "answers/first-reception.md", "Suite", "Fin")

    assert live.refresh() is True
    assert live.current.answers["cost"].words["fr"].body == "Texte fr. Appelez le {phone:actiris}."
    assert live.current.answers["first-reception"].words["fr"].sections[0].body == "Fin fr."


def test_a_new_page_goes_live_when_both_twins_are_there(folder: Path):
    live = LiveContent(folder)
    for lang, changed in (("fr", False), ("nl", True)):
        text = (folder / lang / "communes/jette.md").read_text().replace("id: jette", "id: evere")
        (folder / lang / "communes/evere.md").write_text(text)
        assert live.refresh() is changed
    assert list(live.current.communes) == ["evere", "forest", "jette"]


def test_a_folder_that_is_away_for_a_moment_changes_nothing(folder: Path):
    live = LiveContent(folder)
    before = live.current
    away = folder.with_name("away")
    folder.rename(away)
    assert live.refresh() is False
    shutil.copytree(away, folder)
    shutil.rmtree(folder / "nl")
    assert live.refresh() is False
    assert live.current is before


def test_the_last_recommendation_cannot_be_lost(folder: Path):
    live = LiveContent(folder)
    for lang in ("fr", "nl"):
        (folder / lang / "recommendations/otherwise.md").unlink()

    live.refresh()
    assert live.current.recommendations[-1].id == "otherwise"


def test_a_first_start_on_a_folder_with_errors_is_refused_with_all_of_them(folder: Path):
    edit(folder / "fr/answers/cost.md", "title:", "title: a :")
    edit_both(folder, "flows/office.md", "  - commune", "  - comune")

    with pytest.raises(ContentError) as refused:
        LiveContent(folder)

    assert [problem.code for problem in refused.value.problems] == ["C112", "C105", "C202"]


def test_a_start_without_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(ContentError, match="C120"):
        LiveContent(tmp_path / "nowhere")
