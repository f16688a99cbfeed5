"""From files to the model: `survey.py` finds the twins, `pages.py` and `frontmatter.py` read one safely, line by line.

`fields.py` is typed access to two twins, `sentences.py` reads lists; `build_*.py` make the model, by kind of page.
`units.py` is one pair of twins, the smallest thing that goes live alone; `assemble.py` puts them together.
"""
