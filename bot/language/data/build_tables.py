"""Build `languages.npz`: how common each word, and each run of letters, is in each language.

    pip install wordfreq && python -m bot.language.data.build_tables

Run by hand when the table must change; the program itself only reads the result. What the file holds:

- `languages`: the languages, `fr` and `nl` first; column order of the two score tables;
- `word_keys`: sorted crc32 of folded words; `word_scores`: a row for each, a column for each language;
- `gram_keys`, `gram_scores`: the same for runs of 1 to 3 letters, accents kept, a space at each end of a word.

A score is `round(8 * ln(p) + 8 * 18)` in one byte, 0 for what that language's list does not hold (p < 1.5e-8).
Source: wordfreq 3.1.1 (Robyn Speer), CC BY-SA 4.0; see LICENSE beside this file. Somali, Albanian and Arabic in
Latin letters are not in wordfreq: their few words are listed here.
"""

from __future__ import annotations

import math
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np

from bot.language.clean import fold

LARGE = {"fr": 25_000, "nl": 25_000}
SMALL = dict.fromkeys(("en", "es", "pt", "it", "tr", "ro", "pl", "de"), 4_000)
# The commonest words come first: p = 0.06 / rank, as in any language.
BY_HAND = {
    "so": (
        "waa iyo ma waxaan in ka ku u aan ayaa oo la si aad waxa waxaad doonayaa rabaa shaqo magacaygu baan"
        " hel helo fadlan caawimaad iga caawi caawin waan kara karaa karo halkee xaggee maxaa sidee goorma"
        " ballan ballanta mahadsanid salaan salaam nabad walaal barasho baro luqadda faransiis xafiiska warqad"
        " guri dugsi ilmo caruur carruurta lacag ahay joogaa haa maya subax wanaagsan galab qof fahmin fahmayo"
        " hadlaa hadli soomaali af i tahay yahay jirin jira leeyahay haysto qabaa bilaash ah mid kale"
    ),
    "sq": (
        "dhe te ne per me nje nuk eshte se i e a do jam une ju ti kam ka si cfare ku kur pune punoj kerkoj"
        " dua duhet mund ndihme ndihmoni flas shqip frengjisht faleminderit pershendetje mire mirembrema"
        " tungjatjeta takim letra femije shtepi leke para lutem po jo kjo ky ketu atje shkolle kurs mesoj kemi"
        " jane isha"
    ),
    "ar-Latn": (
        "ana bghit bghina kan9aleb kanqalleb 3la khdma khedma lkhdma 3afak 3afakom chokran choukran shukran"
        " salam salamo 3alaykom alaykoum alikoum wach wash kifach kifesh fin fayn mnin 3andi 3endi ma3andich"
        " makaynch kayn chno shno chnou achno nta nti howa hiya hna kount kont khassni khasni bzaf bezzaf daba"
        " ghda lyoum labas la bas sma7li sme7li mouchkil flous wraq lwraq takwin darija l3arbiya ma3rftch"
        " mafhamtch fhemt 7it wakha inchallah hamdoulah khoya khouya khti lah yal bach dyal dyali ila walakin"
        " hadchi hada hadi 3lach 3lash bghaw kanhdar"
    ),
}
FLOOR = 18.0
STEPS = 8
GRAMS_KEPT = 9_000


def word_probabilities(language: str, count: int) -> dict[str, float]:
    """The `count` commonest words as written, lower case, with their share of all words."""
    from wordfreq import get_frequency_dict, top_n_list  # type: ignore[import-not-found]  # only here: not a dependency of the program

    frequencies = get_frequency_dict(language, wordlist="best")
    return {word: frequencies[word] for word in top_n_list(language, count, wordlist="best")}


def grams(word: str) -> list[str]:
    """Runs of 1 to 3 letters of a word with a space at each end."""
    padded = f" {word} "
    return [padded[i : i + n] for n in (1, 2, 3) for i in range(len(padded) - n + 1)]


def score(probability: float) -> int:
    return 0 if probability <= 0 else max(0, min(255, round(STEPS * (math.log(probability) + FLOOR))))


def table(columns: list[dict[str, float]], keep: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Sorted keys, and scores by key and language; `keep` leaves out all but the commonest."""
    best: dict[str, float] = defaultdict(float)
    for column in columns:
        for entry, probability in column.items():
            best[entry] = max(best[entry], probability)
    entries = sorted(best, key=lambda entry: -best[entry])[:keep]
    by_key = {zlib.crc32(entry.encode()): entry for entry in entries}
    keys = sorted(by_key)
    scores = [[score(column.get(by_key[key], 0.0)) for column in columns] for key in keys]
    return np.array(keys, dtype=np.uint32), np.array(scores, dtype=np.uint8)


def build(target: Path) -> None:
    """Write the table."""
    spoken: dict[str, dict[str, float]] = {
        language: word_probabilities(language, count) for language, count in (LARGE | SMALL).items()
    }
    for language, words in BY_HAND.items():
        spoken[language] = {word: 0.06 / rank for rank, word in enumerate(words.split(), start=1)}
    word_columns, gram_columns = [], []
    for probabilities in spoken.values():
        words_: dict[str, float] = defaultdict(float)
        grams_: dict[str, float] = defaultdict(float)
        for word, probability in probabilities.items():
            for part in fold(word).split():
                if not part.isdigit():
                    words_[part] += probability
            if word.isalpha():
                for gram in grams(word):
                    grams_[gram] += probability**0.5  # types count as well as tokens: unknown words are rare words
        total = sum(grams_.values())
        word_columns.append(dict(words_))
        gram_columns.append({gram: weight / total for gram, weight in grams_.items()})
    word_keys, word_scores = table(word_columns)
    gram_keys, gram_scores = table(gram_columns, keep=GRAMS_KEPT)
    np.savez_compressed(
        target,
        languages=np.array(list(spoken)),
        word_keys=word_keys,
        word_scores=word_scores,
        gram_keys=gram_keys,
        gram_scores=gram_scores,
    )


if __name__ == "__main__":
    build(Path(__file__).with_name("languages.npz"))
