"""Themes: what a text is about, as data that a user can extend without code.

theme.py      a theme, read from its file and checked
folders.py    where theme files lie: the built-in ones and a user's
rules.py      the words and frames of themes beside the built-in ones
examples.py   runs the example sentences of themes
lint.py       what is doubtful in a theme file or in the lexicon

How a text is found to have a theme: relevance/.
"""
