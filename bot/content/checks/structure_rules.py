"""The C1xx rules: whether a page can be read, has a twin, and points only to what exists."""

from __future__ import annotations

from bot.content.problems import Rule

TWIN_MISSING = Rule(
    "C101",
    "error",
    "A page has no twin",
    "Each page exists twice, under the same name, in content/fr and content/nl. Add the other one, or delete both.",
    "content/fr/answers/cost.md alone",
    "content/fr/answers/cost.md and content/nl/answers/cost.md",
)
LOGIC_DIFFERS = Rule(
    "C102",
    "error",
    "The twins do not say the same",
    "Facts and logic (ids, numbers, dates, sources, order) are the same in both languages; only words differ.",
    "fr: phone: 02 349 82 10        nl: phone: 02 349 82 01",
    "fr: phone: 02 349 82 10        nl: phone: 02 349 82 10",
)
WRONG_ID = Rule(
    "C103",
    "error",
    "The id is not the file name",
    "A page is known by its file name without .md; its id repeats it. Two pages cannot have the same id.",
    "content/fr/answers/cost.md with `id: price`",
    "content/fr/answers/cost.md with `id: cost`",
)
UNKNOWN_KEY = Rule(
    "C104",
    "error",
    "A key or section that this kind of page does not have",
    "A misspelt key would be overlooked in silence. Correct it, or remove the line.",
    "chekced_on: 2026-03-02",
    "checked_on: 2026-03-02",
)
NO_SUCH_PAGE = Rule(
    "C105",
    "error",
    "Something is named that does not exist",
    "Answers, organisations, questions and choices are named by their ids, as in the file names.",
    "confirm_with: actris",
    "confirm_with: actiris",
)
PARTS_DIFFER = Rule(
    "C106",
    "error",
    "The twins do not have the same parts",
    "Sections and choices have the same ids in the same order in both languages, so that a button means the same.",
    "fr: ## Combien {#cost}        nl: ## Hoeveel {#price}",
    "fr: ## Combien {#cost}        nl: ## Hoeveel {#cost}",
)
BAD_ID = Rule(
    "C107",
    "error",
    "An id has other characters than a-z, 0-9 and -",
    "Ids travel in buttons and links: small letters without accents, digits and hyphens, at most 40.",
    "id: Coût_formation",
    "id: training-cost",
)
BAD_VALUE = Rule(
    "C108",
    "error",
    "A value cannot be read",
    "Each key accepts one kind of value: a date as 2026-03-02, a length as 180 days, yes or no, one of a closed list …",
    "check_every: six months",
    "check_every: 180 days",
)
BAD_PLACEHOLDER = Rule(
    "C109",
    "error",
    "A placeholder that cannot be filled in",
    "{phone:ID}, {address:ID}, {hours:ID}, {name:ID} and {website:ID} stand for a fact of an organisation, which must "
    "have it; {word} stands for something the conversation knows. Both twins use the same ones.",
    "Téléphonez au {phone:cite-des-metiers-bruxelles}.   (no number is known)",
    "Téléphonez au {phone:actiris}.",
)
MISSING_KEY = Rule(
    "C110",
    "error",
    "A key is missing",
    "Write the key; where it may be empty, write the key and nothing after it.",
    "---\nid: cost\n---",
    "---\nid: cost\ntitle: Est-ce gratuit ?\n---",
)
UNREADABLE = Rule(
    "C111",
    "error",
    "A file cannot be read",
    "A page is a plain text file in UTF-8, at most 256 KB, inside the content folder.",
    "cost.md saved as 'Windows-1252' or as a link to a file elsewhere",
    "cost.md saved as UTF-8 in content/fr/answers",
)
BAD_FRONT_MATTER = Rule(
    "C112",
    "error",
    "The front matter cannot be read",
    "A page begins with a line ---, then lines `key: value`, then a line ---. A value with `: `, `#` or quotes in it, "
    "or that begins with a special character, goes between double quotes.",
    "title: Actiris : que faire ?",
    'title: "Actiris : que faire ?"',
)
NOT_A_COMMUNE = Rule(
    "C113",
    "error",
    "Not one of the 19 communes",
    "Communes are named by the file names in content/fr/communes, never by postcode.",
    "commune: 1080",
    "commune: molenbeek-saint-jean",
)
REPEATED_KEY = Rule(
    "C114",
    "error",
    "A key is written twice",
    "The second would silently replace the first. Keep one.",
    "phone: 02 1\nphone: 02 2",
    "phone: 02 2",
)
BAD_CHARACTER = Rule(
    "C115",
    "error",
    "A character that does not belong in a page",
    "No tabs between the two --- lines (use spaces), and no invisible control characters anywhere.",
    "name:<tab>Actiris",
    "name: Actiris",
)
LINE_ENDINGS = Rule(
    "C116",
    "warning",
    "Saved with Windows line endings, tabs or a byte-order mark",
    "It is understood, but makes every line look changed to others. Save as 'UTF-8' with 'LF' line ends, without tabs.",
    "cost.md saved as 'UTF-8 with BOM', CRLF",
    "cost.md saved as 'UTF-8', LF",
)
BAD_SECTION = Rule(
    "C117",
    "error",
    "A section heading cannot be read",
    "A section begins with `## Heading {#id}`; each id once in a page.",
    "## En savoir plus",
    "## En savoir plus {#more}",
)
BAD_LINE = Rule(
    "C118",
    "error",
    "A line of a list cannot be read",
    "What people say stands one sentence a line, after `- `, below a heading; after it at most a style such as {sms}. "
    "Under {#not}, the answer that it belongs to follows an arrow.",
    "- combien on gagne",
    "- combien on gagne → training-allowance",
)
STRAY_FILE = Rule(
    "C119",
    "warning",
    "A file or folder that is not read",
    "Pages end in .md and lie directly in one of the known folders. Rename, move or delete this one.",
    "content/fr/answers/cost.md.txt",
    "content/fr/answers/cost.md",
)
NO_FOLDER = Rule(
    "C120",
    "error",
    "The content folder is not there",
    "The folder given must hold the folders fr and nl.",
    "python -m bot check contnt",
    "python -m bot check content",
)
EMPTY_TEXT = Rule(
    "C121",
    "error",
    "There is no text",
    "Below the second --- line comes what the person reads; it cannot be empty, nor can a section.",
    "---\nid: commune\n---",
    "---\nid: commune\n---\nDans quelle commune habitez-vous ?",
)

STRUCTURE_RULES = (
    TWIN_MISSING, LOGIC_DIFFERS, WRONG_ID, UNKNOWN_KEY, NO_SUCH_PAGE, PARTS_DIFFER, BAD_ID, BAD_VALUE, BAD_PLACEHOLDER,
    MISSING_KEY, UNREADABLE, BAD_FRONT_MATTER, NOT_A_COMMUNE, REPEATED_KEY, BAD_CHARACTER, LINE_ENDINGS, BAD_SECTION,
    BAD_LINE, STRAY_FILE, NO_FOLDER, EMPTY_TEXT,
)  # fmt: skip
