"""Whether a text is of the trade: what big spenders and labs do elsewhere is not, whole sectors and sites are."""

from __future__ import annotations

import pytest

from pipelines.extract import load, load_themes

ELSEWHERE = {
    "shops": "Amazon sees third-quarter revenue between $174 billion and $180 billion",
    "an app store": "Judge orders Google to open its app store to rivals",
    "an analyst on software": "Stifel downgrades Microsoft to Hold on Copilot adoption",
    "people at a lab": "OpenAI hires a former Instacart boss as head of applications",
    "money of a lab": "Anthropic raises $15 billion at a $250 billion valuation",
    "a stake": "Bill Ackman sells his Alphabet stake",
    "prices of a model": "OpenAI halves API prices for its smallest model",
    "tickers in focus": "Dow closes at record, oil slides - MSFT, CRWV, KO, JPM in focus",
    "makers of things with AI": "AI startups flock to cheap lofts in Brooklyn",
    "coins": "CleanSpark lifts its hashrate to 50 EH/s",
    "cars": "Nvidia signs Ostrava Motors for its driverless vans",
    "drugs": "Nvidia and Helvar Pharma start a drug hunt with AI",
    "consoles": "AMD renews its pact to power Brightbox consoles",
    "parts of laptops": "Lumeo warns of dearer laptops as the memory crunch bites",
    "graphics cards": "Nvidia cuts supply of GeForce cards to Turkish shops",
    "an analyst on AI security": "Vantor upgrades Microsoft to buy on its AI security software",
    "who sells AI software": "Corvale lifts its revenue guidance on demand for AI security software",
    "a maker of chips for cars": "ON Semiconductor falls 8% as its car makers order less",
    "floors of an office": "Meta gives up two floors of its Tilbury offices, according to the Tilbury Post",
    "chips to eat": "US exports of potato chips rise",
    "a club": "Nebius sponsors a chess club in Bergen",
}
OF_THE_TRADE = {
    "shops, for chips": "Amazon sees $200 billion of capital expenditures this year",
    "an analyst on the seller-to-be": "Wall Street sees 40% upside in Meta",
    "a stake in it": "Bridgewater doubles its Meta stake",
    "debt for AI": "Oracle's mountain of AI debt unsettles bond investors",
    "money for AI": "Alphabet sells $25 billion of bonds to fund AI",
    "an equity stake in a lab": "Microsoft pumps $5 billion into Anthropic",
    "a sector in words": "Semiconductor rebound lifts Nasdaq to a record",
    "a maker of servers": "Super Micro shares sink 9% after margin warning",
    "a bill": "Ohio House passes bill regulating AI data center growth",
    "spenders that move together": "MSFT +12%, META -8%: the week AI split Big Tech",
    "tickers in focus, and the sector": "Nasdaq slides on chipmaker rout - MSFT, CRWV, KO, JPM in focus",
    "cars that rent computing": "Ostrava Motors buys 20,000 Nvidia GPUs to train its driverless vans",
    "drugs on a cluster": "Helvar Pharma rents a GPU cluster from Nebius for its drug hunt",
    "memory that servers take": "PC makers warn of shortage as AI data centers soak up memory",
    "a share that a car maker moves": "Nvidia shares slip as Ostrava drops its robotaxi plan",
    "three makers of chips": "Lam Research slid 3%, Applied Materials 2.5% and KLA 2%",
    "what a neocloud buys": "Nscale acquires Marlow Labs, keeper of an open-source scheduler with a GitHub following",
    "an authority on chips": "BIS softens its licensing policy for semiconductor exports to China",
    "handsets as an aside": "Arm is a key AI infrastructure winner despite weak handsets, says UBS",
}


@pytest.fixture(scope="module")
def extractor():
    return load((), load_themes())


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE)
def test_business_of_another_trade_is_left_alone(extractor, text):
    found = extractor.extract(text)
    assert (found.relevant, found.themes, found.events) == (False, (), ())


@pytest.mark.parametrize("text", OF_THE_TRADE.values(), ids=OF_THE_TRADE)
def test_news_of_the_trade_is_kept(extractor, text):
    assert extractor.extract(text).relevant
