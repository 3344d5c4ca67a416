"""Words of the closed classes that rules of every kind ask about, as their tokens are cut."""

from __future__ import annotations

POSSESSIVE = frozenset({"'s", "’s"})
JOINTS = frozenset({"and", "&", ","})
"""Between the members of a list."""
BEING = frozenset({"is", "are", "was", "were"})
RIVALS = frozenset("rival rivals competitor competitors".split())
RELATIONS = frozenset("supplier rival partner customer client peer backer competitor tenant vendor".split())
"""Nouns that say what a company is to another one: "Nvidia supplier SK Hynix"."""
SHARE_WORDS = frozenset({"share", "shares", "stock"})
MONTH_LEADS = frozenset("in of since until by from through early late mid during".split())
"""Before "May" where it is a month."""
WORRIES = frozenset(
    """worries worry concerns concern fears fear doubts doubt jitters anxiety angst scrutiny skepticism questions
    speculation""".split()
)
"""How others feel about a budget or a debt, and not what becomes of it."""
THEN = frozenset("then later afterwards subsequently".split())
"""Between a move and the next one."""
