"""The two content folders: read, checked, kept up to date, and shown.

| module | holds |
| --- | --- |
| `model` | what the content says, as frozen dataclasses |
| `problems`, `rules` | a problem with path, line and code; every rule by its code (`structure_rules`, `flow_rules`) |
| `survey`, `pages`, `frontmatter` | which files there are; one file read safely, with line numbers |
| `fields`, `sentences` | typed access to twin pages; lists of sentences |
| `ids`, `references` | how ids are written; what a page points to |
| `build_answers`, `build_organisations`, `build_questions`, `build_texts` | the model from twin pages, by kind |
| `units`, `crosscheck`, `assemble` | one pair of twins; what pairs say of each other; the whole |
| `load`, `live` | a folder read once; a folder served while it is edited |
| `conditions`, `recommend`, `coverage` | when a row holds; the advice; the proof that nobody is left out |
| `ways_in`, `distances` | whether and where an office can be reached |
| `places`, `gazetteer`, `place_names` | from what a person writes to their commune |
| `hours`, `render`, `markdown` | opening hours in words; placeholders; Telegram HTML and plain text |
"""
