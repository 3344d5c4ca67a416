"""Spending, debt, equity, stakes, listings and mergers: many ways to say each, and what must not be taken for one."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

import pytest

from pipelines.extract.extractor import Extractor
from tracker.records import Event

MONEY = {
    "capex_guidance", "capex_spend", "debt_financing", "equity_financing", "equity_investment", "ipo", "mna",
}  # fmt: skip

# fmt: off
# id: text, type, actor, counterparty, direction
SAID = {
    "a lender with whom": ("Crusoe closes $750 million credit facility with Brookfield", "debt_financing", "Crusoe", "Brookfield", None),
    "a lender that leads": ("Firmus secures $10 billion loan led by Blackstone", "debt_financing", "Firmus", "Blackstone", None),
    "a house that lends": ("IREN signs $500 million GPU financing agreement with Macquarie", "debt_financing", "IREN", "Macquarie", None),
    "a bank in no list": ("Nscale has secured a $90 million loan from Bank of Whitby for its data center", "debt_financing", "Nscale", "Bank of Whitby", None),
    "to whom one lends": ("Broadcom's $42 billion loan to Anthropic pays for chips", "debt_financing", "Broadcom", "Anthropic", None),
    "a sale by its borrower": ("CoreWeave bond sale draws strong demand", "debt_financing", "CoreWeave", None, None),
    "a public offering of a listed firm": ("Nebius prices $1 billion public offering of Class A shares", "equity_financing", "Nebius Group", None, None),
    "equity of a kind": ("Applied Digital secures $5 billion preferred equity from Macquarie", "equity_financing", "Applied Digital", None, None),
    "a loan by its purpose": ("CoreWeave $2 billion loan to fund AI data center", "debt_financing", "CoreWeave", None, None),
    "a listed cloud's financing": ("CoreWeave closed a $2 billion financing to build AI data centers", "debt_financing", "CoreWeave", None, None),
    "an unknown borrower": ("AI cloud startup Brindle Compute borrows $2 billion for data center expansion", "debt_financing", "Brindle Compute", None, None),
    "from investors": ("Crusoe has secured $500 million from investors to expand its AI cloud", "equity_financing", "Crusoe", None, None),
    "funding for a firm": ("$500 million funding for AI cloud startup Crusoe", "equity_financing", "Crusoe", None, None),
    "a filing by its form": ("AI startup Cerebras filed its S-1 with the SEC", "ipo", "Cerebras", None, None),
    "budget up": ("Meta hikes its AI budget for the year to $150 billion", "capex_guidance", "Meta Platforms", None, "up"),
    "budget trimmed": ("Nebius lops $1 billion off its capex plan", "capex_guidance", "Nebius Group", None, "down"),
    "budget kept": ("TSMC stands by its capex range amid AI chip demand", "capex_guidance", "TSMC", None, "neutral"),
    "mix": ("Oracle shifts AI capex from buildings to accelerators", "capex_guidance", "Oracle", None, "neutral"),
    "pledge": ("OpenAI pledges to spend $900 billion on compute by 2033", "capex_guidance", "OpenAI", None, None),
    "collective plan": ("Hyperscalers are set to spend $800 billion on AI next year", "capex_guidance", "Hyperscalers", None, None),
    "we": ("We expect capital expenditures of $80 billion this year as we add AI servers", "capex_guidance", None, None, None),
    "model": ("Barclays models Meta capex of $160 billion for 2027", "capex_guidance", "Barclays", "Meta Platforms", None),
    "spent": ("Microsoft shelled out $31 billion on GPUs and data centers last quarter", "capex_spend", "Microsoft", None, None),
    "level": ("Alphabet's capex came in at $28 billion, most of it for AI servers", "capex_spend", "Alphabet", None, None),
    "rose": ("CoreWeave's capital expenditures tripled", "capex_spend", "CoreWeave", None, "up"),
    "nobody's": ("Data center capex worldwide hit $610 billion in 2025", "capex_spend", None, None, None),
    "loan": ("Crusoe lines up a $900 million term loan for its next AI campus", "debt_financing", "Crusoe", None, None),
    "borrowed": ("Fluidstack in talks to borrow $5 billion against its AI chips", "debt_financing", "Fluidstack", None, None),
    "noun phrase": ("$12bn Oracle bond sale draws heavy demand", "debt_financing", "Oracle", None, None),
    "bank arranges": ("Goldman sounds out investors for a CoreWeave-tied data center bond", "debt_financing", "Goldman Sachs", "CoreWeave", None),
    "guarantee": ("Google to backstop $2 billion of Fluidstack lease obligations", "debt_financing", "Alphabet", "Fluidstack", None),
    "bond pulled": ("CoreWeave scraps its $1 billion note sale", "debt_financing", "CoreWeave", None, "down"),
    "round": ("GPU cloud firm Lambda bags $900 million Series E", "equity_financing", "Lambda", None, None),
    "plain raise": ("Crusoe raises $12 billion", "equity_financing", "Crusoe", None, None),
    "raise as noun": ("Fluidstack nears $700 million raise", "equity_financing", "Fluidstack", None, None),
    "described": ("AI chip startup Tavrel raises $300 million in Series B funding", "equity_financing", "Tavrel", None, None),
    "stock": ("IREN prices $1.2 billion registered direct offering", "equity_financing", "IREN", None, None),
    "pumps": ("Microsoft pumps $4 billion into Anthropic", "equity_investment", "Microsoft", "Anthropic", None),
    "stake": ("Nvidia takes $1 billion stake in Nebius", "equity_investment", "NVIDIA", "Nebius Group", None),
    "from": ("Nokia gets $1 billion investment from Nvidia", "equity_investment", "NVIDIA", "Nokia", None),
    "percent of it": ("SoftBank has bought 7 percent of Crusoe", "equity_investment", "SoftBank", "Crusoe", None),
    "files": ("Cerebras files publicly for Nasdaq listing", "ipo", "Cerebras", None, None),
    "goes public": ("Crusoe begins trading on Nasdaq", "ipo", "Crusoe", None, None),
    "debut": ("Shares of SK Hynix gain in Nasdaq debut", "ipo", "SK Hynix", None, None),
    "withdrawn": ("Cerebras withdraws IPO filing", "ipo", "Cerebras", None, "down"),
    "lock-up": ("CoreWeave lock-up expires on Thursday", "ipo", "CoreWeave", None, None),
    "unknown target": ("AMD acquires server designer Kelmont", "mna", "AMD", "Kelmont", None),
    "title case": ("Qualcomm to Buy Chip Startup Harvell for $2 Billion in AI Push", "mna", "Qualcomm", "Harvell", None),
    "noun of buying": ("CoreWeave completes acquisition of Tessera Labs", "mna", "CoreWeave", "Tessera Labs", None),
    "voted down": ("Core Scientific shareholders reject CoreWeave takeover", "mna", "Core Scientific", "CoreWeave", "down"),
    "passive": ("Bitfarms to be acquired by Galaxy Digital for its AI sites", "mna", "Galaxy Digital", "Bitfarms", None),
}

SILENT = {
    "what spending brings": "CoreWeave expects a $40 million boost from AI outlays",
    "oil": "Exxon raises capital spending plan to $28 billion for Permian drilling",
    "shoes": "Nike to buy running-shoe startup for $300 million",
    "advice": "Should You Own Marvell or Micron Right Now?",
    "stocks to buy": "3 AI stocks to buy now: Nvidia, Micron and CoreWeave",
    "a rival's listing": "Micron and SK Hynix fall after China rival's IPO",
    "goods": "Meta to buy $60 billion of AMD chips",
    "capacity": "Meta committed to buy $12 billion of computing capacity from Nebius.",
    "one site": "Amazon plans to spend $12 billion on data center campuses in Ohio",
    "price hike": "SK Hynix plans to raise HBM prices by 20%",
    "position": "Nvidia owns 9.3% of Nebius",
    "background": "CoreWeave signed a new contract. The news comes after it raised $2 billion in a bond sale.",
    "fiber": "AT&T to sell $5 billion in bonds to fund fiber",
}
# fmt: on


def money_events(extractor: Extractor, text: str) -> list[Event]:
    return [e for e in extractor.extract(text).events if e.type in MONEY]


@pytest.mark.parametrize("case", SAID.values(), ids=SAID.keys())
def test_money_news_has_its_type_parties_and_direction(extractor, case):
    text, kind, actor, counterparty, direction = case
    found = [(e.type, e.actor, e.counterparty, e.direction) for e in money_events(extractor, text)]
    assert found == [(kind, actor, counterparty, direction)]


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_only_sounds_like_money_news_is_no_event(extractor, text):
    assert money_events(extractor, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "CoreWeave to borrow $2 billion after revenue beat estimates",
        "CoreWeave raises $2 billion in debt as hyperscaler capex climbs",
        "Crusoe raises $2 billion in Series D as Meta targets more AI spending",
    ],
)
def test_an_amount_before_the_reason_is_that_of_the_news(extractor: Extractor, text: str) -> None:
    sums = [(e.type, [q.value for q in e.quantities]) for e in extractor.extract(text).events if e.quantities]
    assert [values for _, values in sums] == [[2e9]]
    assert sums[0][0] in {"debt_financing", "equity_financing"}


def test_what_money_is_raised_for_is_no_deal_of_its_own(extractor: Extractor) -> None:
    borrowed = extractor.extract("CoreWeave borrows $2 billion to buy GPUs and lease them to Meta").events
    assert [event.type for event in borrowed] == ["debt_financing"]
    both = extractor.extract(
        "CoreWeave raises $2 billion to fund growth and signs a $3 billion contract with Meta"
    ).events
    assert sorted(event.type for event in both) == ["contract", "debt_financing"]


def test_two_deals_of_one_sentence_take_their_own_amounts(extractor):
    text = "Google backstops $1.5 billion of Fluidstack debt and receives 9% stake in TeraWulf"
    found = {e.type: [q.text for q in e.quantities] for e in money_events(extractor, text)}
    assert found == {"debt_financing": ["$1.5 billion"], "equity_investment": ["9%"]}


def test_what_is_intended_is_planned_and_what_is_closed_is_completed(extractor):
    said = {
        "Nvidia intends to invest $40 billion in OpenAI": "planned",
        "Nvidia invests $40 billion in OpenAI": "announced",
        "Nvidia nears $40 billion investment in OpenAI": "rumoured",
        "CoreWeave closes $2 billion term loan": "completed",
        "UBS models Meta capex of $150 billion": "opinion",
    }
    found = {text: [e.modality for e in money_events(extractor, text)] for text in said}
    assert found == {text: [modality] for text, modality in said.items()}
