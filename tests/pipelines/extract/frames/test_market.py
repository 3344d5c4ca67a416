"""Ratings, targets, views, holdings, results and guidance in the many ways news says them."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

import pytest

CASES = {
    "upgrade at a broker": ("CoreWeave upgraded to buy at Citi", [("analyst_rating", "Citigroup", "CoreWeave", "up")]),
    "a list is rated": ("JPMorgan upgrades IREN and Cipher Mining to Overweight", [("analyst_rating", "JPMorgan", "Cipher Digital", "up"), ("analyst_rating", "JPMorgan", "IREN", "up")]),
    "a first rating": ("Goldman Sachs starts Applied Digital at Buy", [("analyst_rating", "Goldman Sachs", "Applied Digital", "up")]),
    "a rating kept": ("Mizuho repeats Outperform on Micron", [("analyst_rating", "Mizuho", "Micron Technology", "neutral")]),
    "a rating lost": ("CoreWeave loses its Outperform rating at Macquarie", [("analyst_rating", "Macquarie", "CoreWeave", "down")]),
    "a columnist's rating": ("CoreWeave: upgrading to strong buy after a hard month", [("analyst_rating", None, "CoreWeave", "up")]),
    "a target without a figure": ("Truist boosts Broadcom target before its AI day", [("price_target", "Truist", "Broadcom", "up")]),
    "a target, not a rating": ("Nebius price target raised to $211 at Goldman Sachs", [("price_target", "Goldman Sachs", "Nebius Group", "up")]),
    "a price somebody sees": ("One analyst sees CoreWeave stock going to $200", [("price_target", None, "CoreWeave", None)]),
    "the bank of the sentence before": ("Barclays met the managers of Nvidia. The bank reiterated its Overweight rating on the chipmaker.", [("analyst_rating", "Barclays", "NVIDIA", "neutral")]),
    "Wall Street's view": ("Why Wall Street loves Micron", [("analyst_view", "Wall Street", "Micron Technology", "up")]),
    "a view behind a colon": ("Bernstein: CoreWeave's rivals are overvalued", [("analyst_view", "Bernstein", "CoreWeave", "down")]),
    "a short seller's view": ("CoreWeave's model is unsustainable, short seller Jim Chanos argues", [("analyst_view", "Jim Chanos", "CoreWeave", "down")]),
    "an unnamed analyst's view": ("Nvidia has 60% upside, analyst says", [("analyst_view", None, "NVIDIA", "up")]),
    "one holder, two deeds": ("Stanley Druckenmiller dumps Broadcom and adds to Micron on AI demand", [("position_change", "Stanley Druckenmiller", "Broadcom", "down"), ("position_change", "Stanley Druckenmiller", "Micron Technology", "up")]),
    "a group of investors": ("Retail traders rush to buy the dip in CoreWeave", [("position_change", "Retail traders", "CoreWeave", "up")]),
    "an officer sells": ("Jensen Huang unloads another $40 million in Nvidia shares", [("position_change", "Jensen Huang", "NVIDIA", "down")]),
    "a bet against": ("Kerrisdale discloses short position in IREN", [("position_change", "Kerrisdale", "IREN", "down")]),
    "a holder behind the verb": ("CoreWeave, Inc. $CRWV Shares Sold by Harbor Lane Wealth LLC - MarketBeat", [("position_change", "Harbor Lane Wealth", "CoreWeave", "down")]),
    "a trade before a colon": ("Mark Dunmore's Recent Buy: Acquires $40K In Nebius Stock", [("position_change", "Mark Dunmore", "Nebius Group", "up")]),
    "options of nobody named": ("Unusual put buying in Nebius signals caution", [("position_change", None, "Nebius Group", "down")]),
    "investors without capitals": ("AI doubts grow as investors ditch chip stocks", [("position_change", "investors", "chip stocks", "down")]),
    "a view with its broker behind": ("CoreWeave's debt load is unsustainable, says D.A. Davidson's Gil Luria", [("analyst_view", "D.A. Davidson", "CoreWeave", "down")]),
    "a broker's good word": ("Nebius gets Goldman Sachs boost", [("analyst_view", "Goldman Sachs", "Nebius Group", "up")]),
    "a columnist's order": ("Buy IREN Over TeraWulf", [("analyst_view", None, "IREN", "up")]),
    "a columnist's praise": ("Micron stock is a bargain, history says", [("analyst_view", None, "Micron Technology", "up")]),
    "a rating in small letters": ("UBS lowered its rating on Nvidia to neutral", [("analyst_rating", "UBS", "NVIDIA", "down")]),
    "the rated company is no rater": ("Nebius downgraded to Neutral as valuation catches up", [("analyst_rating", None, "Nebius Group", "down")]),
    "targets of two": ("NVDA, AVGO targets lifted at Bernstein", [("price_target", "Bernstein", "Broadcom", "up"), ("price_target", "Bernstein", "NVIDIA", "up")]),
    "growth of a quarter": ("Nvidia Q3 revenue jumps 62% to $57 billion", [("earnings_result", "NVIDIA", None, "up")]),
    "a yardstick missed": ("CoreWeave falls short of sales estimates", [("earnings_result", "CoreWeave", None, "down")]),
    "from loss to profit": ("Micron swings to profit in fourth quarter", [("earnings_result", "Micron Technology", None, "up")]),
    "guidance cut": ("CoreWeave lowers full-year revenue outlook on data center delays", [("guidance", "CoreWeave", None, "down")]),
    "guidance kept": ("Nebius reaffirms its run-rate target of $7 billion", [("guidance", "Nebius Group", None, "neutral")]),
    "guidance above": ("Nvidia forecasts fourth-quarter revenue above estimates", [("guidance", "NVIDIA", None, "up")]),
    "a judge who is bullish holds no position": ("Jim Cramer is bullish on CoreWeave", [("analyst_view", "Jim Cramer", "CoreWeave", "up")]),
    "advice to buy is nobody's trade": ("UBS strategists urge investors to buy the dip in Nvidia", [("analyst_view", "UBS", "NVIDIA", "up")]),
    "a house's desk speaks for it": ("Jefferies' trading desk likes CoreWeave", [("analyst_view", "Jefferies", "CoreWeave", "up")]),
    "estimates are a house's figures": ("Citi cut its estimates for CoreWeave", [("analyst_view", "Citigroup", "CoreWeave", "down")]),
    "an outlook that a judge calls strong": ("Nvidia's demand outlook is strong, says Barclays", [("analyst_view", "Barclays", "NVIDIA", "up")]),
    "the longer words tell the tenor": ("Nvidia's moat is widening, says Wedbush", [("analyst_view", "Wedbush", "NVIDIA", "up")]),
    "what is spoken of has no tenor": ("Nvidia's growth is set to slow, says Wedbush", [("analyst_view", "Wedbush", "NVIDIA", "down")]),
    "a view before its setting": ("Wedbush is bullish on Nvidia amid memory shortage", [("analyst_view", "Wedbush", "NVIDIA", "up"), ("supply_constraint", None, None, None)]),
    "a rating of a share, grade untold": ("Citi raises its rating on CoreWeave", [("analyst_rating", "Citigroup", "CoreWeave", "up")]),
    "a grade behind the verb": ("Jefferies rates CoreWeave a Buy", [("analyst_rating", "Jefferies", "CoreWeave", None)]),
    "a target that only its figures move": ("Mizuho adjusts CoreWeave price target to $90 from $120", [("price_target", "Mizuho", "CoreWeave", "down")]),
    "what a share is worth": ("UBS values CoreWeave at $125 a share", [("price_target", "UBS", "CoreWeave", None)]),
    "what a trade comes to": ("Data center power demand is expected to double by 2030", [("analyst_view", None, None, "up")]),
    "spending that is only judged": ("Wedbush doubts that spending on AI data centers will pay off", [("analyst_view", "Wedbush", None, "down")]),
    "coverage without its grade": ("Jefferies initiates coverage of CoreWeave", [("analyst_rating", "Jefferies", "CoreWeave", None)]),
    "a grade in small letters": ("CoreWeave rents out GPUs. Citi has a buy rating on the shares.", [("analyst_rating", "Citigroup", "CoreWeave", None)]),
    "two targets, each with its price": ("Goldman Sachs raised its price target on Nvidia to $200 and on AMD to $180", [("price_target", "Goldman Sachs", "AMD", "up"), ("price_target", "Goldman Sachs", "NVIDIA", "up")]),
    "a holder meant by what it is": ("Bridgewater filed its list on Friday. The hedge fund cut its stake in Nvidia by 20%.", [("position_change", "Bridgewater", "NVIDIA", "down")]),
    "a writer on the share of his text": ("CoreWeave rents out GPUs. The stock looks cheap at current levels.", [("analyst_view", None, "CoreWeave", "up")]),
    "words of when forbid nothing": ("Citi lifts target on CoreWeave ahead of results", [("price_target", "Citigroup", "CoreWeave", "up")]),
    "upgrades of goods": ("TrendForce estimates HBM demand to surge over 130% in 2025, driven by upgrades to HBM3e", [("analyst_view", "TrendForce", None, "up")]),
    "holders meant by a pronoun": ("On average they sold off 6 per cent of their holdings in Nvidia", [("position_change", None, "NVIDIA", "down")]),
    "one view of two names": ("Citi says Micron and Marvell could benefit from the AI buildout", [("analyst_view", "Citigroup", "Micron Technology", "up")]),
    "two views in one sentence": ("Morgan Stanley prefers Dell over Super Micro on AI servers", [("analyst_view", "Morgan Stanley", "Dell Technologies", "up"), ("analyst_view", "Morgan Stanley", "Super Micro Computer", "down")]),
    "an executive on a rival's market": ("Arm CEO says Nvidia will face tougher competition in inference", [("analyst_view", "Arm CEO", "NVIDIA", "down")]),
    "a heading with a verdict": ("CoreWeave: A Value Trap With Too Much Debt", [("analyst_view", None, "CoreWeave", "down")]),
    "guidance warned of": ("Micron warned its profit would come in below market views", [("guidance", "Micron Technology", None, "down")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_market_news_has_its_type_parties_and_direction(events_of, text, expected):
    found = [(e.type, e.actor, e.counterparty, e.direction) for e in events_of(text)]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_one_view_keeps_all_its_subjects(events_of):
    (view,) = events_of("Citi says Micron, Marvell and Dell could benefit from the AI buildout")
    subjects = {"subject": "Micron Technology", "subject_2": "Marvell Technology", "subject_3": "Dell Technologies"}
    assert view.roles == {"speaker": "Citigroup", **subjects}


VIEWLESS = {
    "a heading without a verdict": "Ciena: Riding The Optics Wave Of AI Data Centers",
    "colour": "The AI Boom Has a Quiet Hero, and It's Marvell",
    "an executive on a partner's goods": "Dell CEO Bets On Nvidia Partnership To Build AI Servers",
    "a quoted aside": "Jim Cramer on Nebius (NBIS): 'Most of what it builds goes to Meta'",
    "an answer left to the article": "Is CoreWeave Still Worth Buying? — Its debt makes the stock a risky bet.",
    "banks that are said to do something": "Banks said to be in talks to lend Oracle $20 billion",
    "what one has seen": "I think you saw systems from Dell and CoreWeave.",
}


@pytest.mark.parametrize("text", VIEWLESS.values(), ids=VIEWLESS)
def test_what_judges_no_share_is_no_view(events_of, text):
    assert [event.type for event in events_of(text) if event.type == "analyst_view"] == []


NOTHING = {
    "a preview": "What to expect from Nvidia's earnings on Wednesday",
    "a date of results": "CoreWeave reports earnings Tuesday: three numbers to watch",
    "a question to investors": "Should you own Marvell or Micron right now?",
    "advice asked for": "Should Investors Buy the Dip in IREN Stock?",
    "a trade only wished": "Cramer: I'd buy CoreWeave here",
    "a partner, not a share": "Amazon doubles down on Anthropic",
    "a company that is bullish itself": "CoreWeave is bullish on hiring",
    "an executive on his own company": "Dell COO Jeff Clarke told analysts that AI server margins are strong",
    "an unknown firm's own news": "Halvex Networks says it supplied cables to Nvidia",
    "what analysts had reckoned with": "Nvidia reports on Wednesday. Analysts expected revenue of $54 billion.",
    "capacity of one site": "AI capacity at the campus is expected to reach 500 MW by 2027",
    "goods of another trade": "Smartphone demand is expected to grow 30% by 2028",
    "a giant without AI": "Keybanc Downgrades Microsoft to Sector Weight",
    "doubt about results": "Investors ask whether Nvidia results beat expectations",
    "a share that others have shorted": "Highly Shorted Stock IREN Jumps 8% On Tuesday",
    "a forecast of others": "Marvell data center growth seen beating forecasts until 2028",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_previews_and_questions_are_no_market_event(events_of, text):
    market = {"analyst_rating", "price_target", "position_change", "earnings_result", "guidance"}
    assert [e.type for e in events_of(text) if e.type in market] == []
