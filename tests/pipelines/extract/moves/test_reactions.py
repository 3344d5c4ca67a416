"""Price moves: one per mover, and never the reason of anything."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

import pytest

MOVES = {
    "a plain move": ("CoreWeave falls 13%", {"CoreWeave": ("down", 13)}),
    "shares of": ("Shares of Nebius tumbled 12.4% on Wednesday.", {"Nebius Group": ("down", 12.4)}),
    "its stock": ("CoreWeave, a GPU cloud, saw its stock price plummet 13%, while Nebius dropped 15%.", {"CoreWeave": ("down", 13), "Nebius Group": ("down", 15)}),
    "ellipsis": ("CoreWeave sinks 13%, Nebius 15% as peers slide", {"CoreWeave": ("down", 13), "Nebius Group": ("down", 15)}),
    "caused to": ("This caused CoreWeave's stock to drop 13% and Nebius to fall 15%.", {"CoreWeave": ("down", 13), "Nebius Group": ("down", 15)}),
    "a list": ("Nvidia, AMD and Micron slide on AI worries", {"NVIDIA": ("down", None), "AMD": ("down", None), "Micron Technology": ("down", None)}),
    "respectively": ("CoreWeave and Nebius sank 7% and 9%, respectively.", {"CoreWeave": ("down", 7), "Nebius Group": ("down", 9)}),
    "closed lower": ("CoreWeave closed 13% lower", {"CoreWeave": ("down", 13)}),
    "is up": ("Nebius is up 8.8%", {"Nebius Group": ("up", 8.8)}),
    "a ticker in brackets": ("Meta gained 8% while CoreWeave (NASDAQ: CRWV) fell 13.9%.", {"Meta Platforms": ("up", 8), "CoreWeave": ("down", 13.9)}),
    "sending": ("Meta news sends Nvidia, AMD stocks sinking", {"NVIDIA": ("down", None), "AMD": ("down", None)}),
    "sending its own shares": ("CoreWeave said it would raise debt, sending shares down 4%", {"CoreWeave": ("down", 4)}),
    "lifting": ("A report lifted Nebius stock on Monday", {"Nebius Group": ("up", None)}),
    "an apposition": ("Shares of CoreWeave and Nebius, two renters of GPUs, dropped sharply.", {"CoreWeave": ("down", None), "Nebius Group": ("down", None)}),
    "a sector": ("Chip stocks sink as Nvidia warns", {"Chip stocks": ("down", None)}),
    "a fund": ("VanEck Semiconductor ETF drops 4%", {"VanEck Semiconductor ETF": ("down", 4)}),
    "a sign instead of a verb": ("CRWV -11%, NBIS -8% premarket", {"CoreWeave": ("down", 11), "Nebius Group": ("down", 8)}),
    "signs in brackets": ("Neocloud equities (NBIS +16%, APLD +7%) ran hot", {"Nebius Group": ("up", 16), "Applied Digital": ("up", 7)}),
    "a noun in": ("A slump in CoreWeave's stock worried its lenders", {"CoreWeave": ("down", None)}),
    "a noun of a sector": ("The semiconductor rally resumes as Nvidia jumps 3%", {"semiconductor": ("up", None), "NVIDIA": ("up", 3)}),
    "a light verb": ("Nebius scores a double-digit pop in its Nasdaq return", {"Nebius Group": ("up", None)}),
    "a record": ("CoreWeave stock posts its worst week since listing", {"CoreWeave": ("down", None)}),
    "market value": ("Nvidia lost $210 billion in market value on Tuesday", {"NVIDIA": ("down", None)}),
    "a description between commas": ("CoreWeave, the largest of the neoclouds, tumbled 9%", {"CoreWeave": ("down", 9)}),
    "after another deed": ("Nvidia erased early losses to close 1.8% higher", {"NVIDIA": ("up", 1.8)}),
    "percentages before the verb": ("Applied Digital and TeraWulf closed 8% and 5% lower", {"Applied Digital": ("down", 8), "TeraWulf": ("down", 5)}),
    "the stock of the sentence before": ("CoreWeave held its investor day. Its shares finished 4.4% lower.", {"CoreWeave": ("down", 4.4)}),
    "a company no list knows": ("Shares of Kestrel Compute surged 31% after Nvidia took GPU space there", {"Kestrel Compute": ("up", 31)}),
    "an index with its provider": ("Nvidia fell 2% and the CSI Semiconductor Index slid 4%", {"NVIDIA": ("down", 2), "CSI Semiconductor Index": ("down", 4)}),
    "a noun for a list": ("OpenAI shortfall sparks sell-off for Oracle, CoreWeave, Nvidia stocks", {"Oracle": ("down", None), "NVIDIA": ("down", None), "CoreWeave": ("down", None)}),
    "who leads": ("TeraWulf led the miners with an 8% drop on GPU doubts", {"TeraWulf": ("down", 8)}),
    "market value climbs": ("Nvidia's market value climbed to $5.2 trillion", {"NVIDIA": ("up", None)}),
    "one sent, one boosted": ("The report sent Nvidia shares down 5% and boosted Broadcom", {"NVIDIA": ("down", 5), "Broadcom": ("up", None)}),
    "an unknown ticker in a list": ("Nvidia, QQXZ, AMD Stocks Jump", {"AMD": ("up", None), "NVIDIA": ("up", None)}),
    "a market of a region": ("Asia stocks slide as Nvidia drops 3%", {"Asia stocks": ("down", None), "NVIDIA": ("down", 3)}),
    "an adverb between": ("CoreWeave shares abruptly plummeted 8%", {"CoreWeave": ("down", 8)}),
    "ellipsis with by": ("Intel fell by 8% and Nvidia by roughly 6% as GPU doubts grew", {"Intel": ("down", 8), "NVIDIA": ("down", 6)}),
    "standing still": ("CoreWeave shares were little changed after the GPU report", {"CoreWeave": ("neutral", None)}),
    "a list with a name that no list knows": ("CoreWeave, Bramble Foods and Nvidia Shares Are Falling", {"CoreWeave": ("down", None), "Bramble Foods": ("down", None), "NVIDIA": ("down", None)}),
    "a new share without a ticker": ("Shares of Lambda fell 11% in their second day of GPU trading", {"Lambda": ("down", 11)}),
    "who leads a group": ("CoreWeave and Nebius lead neocloud rout", {"CoreWeave": ("down", None), "Nebius Group": ("down", None), "neocloud": ("down", None)}),
    "who follows": ("AMD and Broadcom follow Nvidia lower", {"AMD": ("down", None), "Broadcom": ("down", None), "NVIDIA": ("down", None)}),
    "names before a colon": ("AMAT, KLAC, LRCX: Chip equipment stocks rise", {"Chip equipment stocks": ("up", None), "Applied Materials": ("up", None), "KLA": ("up", None), "Lam Research": ("up", None)}),
    "a sum taken off": ("A rumor erased $100 billion from memory chip stocks", {"memory chip stocks": ("down", None)}),
    "a part of its value": ("CoreWeave has lost a third of its value since June", {"CoreWeave": ("down", None)}),
    "a milestone": ("Nvidia becomes the first $6 trillion company on GPU demand", {"NVIDIA": ("up", None)}),
    "the end of a streak": ("CoreWeave stock snaps a five-day losing streak", {"CoreWeave": ("up", None)}),
    "a bad day": ("A brutal day for neoclouds", {"neoclouds": ("down", None)}),
    "a boost": ("Google's GPU budget gives chip stocks a boost", {"chip stocks": ("up", None)}),
    "a participle in front": ("Down 45% from its high, is CoreWeave stock a buy?", {"CoreWeave": ("down", 45)}),
    "a number without its sign": ("CRWV down 11, NBIS down 9", {"CoreWeave": ("down", None), "Nebius Group": ("down", None)}),
    "struck": ("CoreWeave stock hammered after GPU lease delay", {"CoreWeave": ("down", None)}),
    "a relative clause": ("The Taiex fell 2%, dragged by TSMC, which lost 3%", {"Taiex": ("down", 2), "TSMC": ("down", 3)}),
    "an aside of the year": ("Nvidia's shares, up 40% this year, fell 2% on GPU news", {"NVIDIA": ("down", 2)}),
    "put into another": ("Nvidia invests $2 billion in Nebius, stock surges 10%", {"Nebius Group": ("up", 10)}),
    "a headword": ("CoreWeave: Why the 20% drop is a gift", {"CoreWeave": ("down", 20)}),
    "a boost that is got": ("CoreWeave got a 5% boost on Tuesday", {"CoreWeave": ("up", 5)}),
    "shares whose company follows": ("Shares fell 9% in late trading after CoreWeave held its investor day", {"CoreWeave": ("down", 9)}),
    "one as well as another": ("CoreWeave as well as Nebius rose 5%", {"CoreWeave": ("up", 5), "Nebius Group": ("up", 5)}),
    "strangers in a list of moves": ("CoreWeave fell 2%, Halvex Optics dropped 4% and Quorvex lost 3%", {"CoreWeave": ("down", 2), "Halvex Optics": ("down", 4), "Quorvex": ("down", 3)}),
    "a group pointed at in a list": ("Shares of CoreWeave and these chip stocks are falling", {"CoreWeave": ("down", None), "chip stocks": ("down", None)}),
    "a group of a country": ("Taiwan chip stocks slide 6% on AI worries", {"Taiwan chip stocks": ("down", 6)}),
    "a reason behind the verb": ("CoreWeave rises as AI growth expectations build", {"CoreWeave": ("up", None)}),
    "a streak that ends": ("CoreWeave shares ended a three-day losing streak", {"CoreWeave": ("up", None)}),
    "a level below a peak": ("CoreWeave stock trades 35% below its all-time high", {"CoreWeave": ("down", 35)}),
    "the stock of the company told of first": ("CoreWeave signed a deal with Meta. Following the news, the stock rallied 8%.", {"CoreWeave": ("up", 8)}),
    "the stock, with an aside": ("CoreWeave rents out GPUs. The stock, which went public in March, was up 8%.", {"CoreWeave": ("up", 8)}),
    "gains given up": ("CoreWeave has given up all its AI-fueled gains", {"CoreWeave": ("down", None)}),
    "losers by market value": ("Nebius among market cap losers on Tuesday", {"Nebius Group": ("down", None)}),
    "a group hit by worries": ("European chip stocks hit by AI bubble worries", {"European chip stocks": ("down", None)}),
    "with a size": ("CoreWeave reacted with a 7% drop", {"CoreWeave": ("down", 7)}),
    "lifted by how much": ("Its data center plan lifted CoreWeave's shares 7%", {"CoreWeave": ("up", 7)}),
    "what is left of a gain": ("CoreWeave pared gains to trade up 1%", {"CoreWeave": ("up", 1)}),
    "a headline without a number": ("Why CoreWeave Stock Is Down Today", {"CoreWeave": ("down", None)}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MOVES.values(), ids=MOVES)
def test_a_move_has_its_mover_direction_and_percentage(moves_of, text, expected):
    assert moves_of(text) == expected


SUMS = {
    "Nvidia lost $210 billion in market value on Tuesday": (2.1e11, "USD"),
    "A rumor erased $100 billion from memory chip stocks": (1e11, "USD"),
    "Nvidia's $1 trillion slide goes on": (1e12, "USD"),
    "Micron stock is trading at about $237 this morning, up 1.4%": (237, "USD/share"),
}


@pytest.mark.parametrize(("text", "expected"), SUMS.items(), ids=SUMS)
def test_a_move_tells_what_the_value_lost_or_the_share_came_to(extractor, text, expected):
    (move,) = (event for event in extractor.extract(text).events if event.is_reaction)
    assert expected in [(quantity.value, quantity.unit) for quantity in move.quantities]


NOT_YET = (
    "AMD to rally 30%? Corvid Capital lists its reasons",
    "Halvard forecasts Nvidia stock to climb through spring",
    "Nvidia prices soar in Tashkent's grey market for GPUs",
    "CoreWeave spent $4 billion on GPUs, up 70% on the year before",
    "Is Micron's 300% rally over?",
    "Nvidia's rally is just getting started, Corvid says",
    "Nvidia may lose $1 trillion in value, Corvid says",
    "Nvidia's share of the GPU market: Nvidia market share drops to 80%",
)


@pytest.mark.parametrize("text", NOT_YET)
def test_what_may_come_and_what_goods_and_sums_do_is_no_price_move(moves_of, text):
    assert moves_of(text) == {}


BESIDE = {
    "Nebius slid 6% on Tuesday, along with other AI stocks": {"Nebius Group": ("down", 6), "AI stocks": ("down", None)},
    "The order lifts server makers such as Dell and HPE": {
        "server makers": ("up", None), "Dell Technologies": ("up", None), "Hewlett Packard Enterprise": ("up", None),
    },
    "Memory shares firmed, led by Micron and SanDisk": {
        "Memory shares": ("up", None), "Micron Technology": ("up", None), "SanDisk": ("up", None),
    },
    "Nvidia drags the Nasdaq down 3%": {"NVIDIA": ("down", None), "Nasdaq Composite": ("down", 3)},
    "Nvidia's Asian suppliers rallied on the GPU order": {"Nvidia's Asian suppliers": ("up", None)},
    "Micron shares ended 2% lower, a day after the stock leapt 9%": {"Micron Technology": ("down", 2)},
    "IREN traded 4% higher after falling 6%": {"IREN": ("up", 4)},
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BESIDE.items(), ids=BESIDE)
def test_whoever_moves_beside_another_is_told_and_what_was_before_is_not(moves_of, text, expected):
    assert moves_of(text) == expected


NO_MOVES = {
    "sales jump": "Nebius sales jump 684% on GPU demand",
    "spending rises": "CoreWeave capital expenditures rise 20%",
    "prices jump": "Nvidia H100 prices jump 40%",
    "seen as a winner": "CoreWeave seen as biggest winner from AI boom",
    "what is always so": "When CoreWeave surges 5%, GPU traders look at rents",
    "a ranking": "CoreWeave climbs ranking of GPU clouds",
    "a service that is down": "CoreWeave's GPU cloud is down for some users",
    "gains customers": "CoreWeave gains customers in Europe",
    "loses a lawsuit": "CoreWeave loses lawsuit over GPUs",
    "a question": "Could CoreWeave stock double by 2027?",
    "growth of revenue behind a comma": "CoreWeave reports revenue of $1.4 billion, up 134%",
    "joining a list": "CoreWeave added to a Goldman list of GPU clouds",
    "these stocks": "Meta's data center plan sends these nuclear stocks higher",
    "might fall": "CoreWeave could fall 30%, a short seller says",
    "underperform": "Bernstein keeps CoreWeave at underperform",
    "an aim": "Here's the case for CoreWeave's stock to fall 50%",
    "bought by a fund": "Nvidia shares added to Elm Advisors portfolio",
    "a dip to buy": "Dan Ives says buy the dip in Nvidia stock",
    "a private company": "Anthropic climbs league table of AI labs",
    "a fall that is feared": "Nvidia selloff fears grow on Wall Street",
    "a rally that is over": "CoreWeave rebound fizzles",
    "money put in": "Nebius sinks another $2 billion into its GPU site",
    "a place it goes to": "CoreWeave slides into Europe with GPU sites",
    "a challenge": "Nvidia rises to the challenge of GPU curbs",
    "ground lost to a rival": "Intel loses ground to AMD in data centers",
    "a division that grows": "AWS +24% on GPU demand",
    "growth of a year": "GPU sales of Nvidia (+28% YoY)",
    "what is soaring": "Analysts pointed to Nvidia's soaring valuation",
    "climbing ranks": "The neoclouds have climbed our ranks this year",
}


@pytest.mark.parametrize("text", NO_MOVES.values(), ids=NO_MOVES)
def test_words_of_movement_about_other_things_are_no_price_move(moves_of, text):
    assert moves_of(text) == {}


PURE = [
    "CoreWeave sinks 13%, Nebius 15% as AI infrastructure stocks slide",
    "Nebius gains 8% in heavy trading",
    "Chip stocks slump; Nvidia loses 4%",
    "CoreWeave cut losses but still ended down 5%",
]


@pytest.mark.parametrize("text", PURE)
def test_a_price_move_creates_no_other_event(events_of, moves_of, text):
    assert moves_of(text)
    assert events_of(text) == []


def test_a_move_of_a_company_outside_the_trade_is_not_relevant(read):
    extraction = read("Meta gains 8% after its advertising results")
    assert (extraction.relevant, extraction.events) == (False, ())


def test_the_reason_of_a_move_is_an_event_of_its_own(events_of, moves_of):
    text = "Applied Digital jumped 20% after it signed a data center lease with CoreWeave."
    assert moves_of(text) == {"Applied Digital": ("up", 20)}
    (event,) = events_of(text)
    assert (event.type, event.actor, event.counterparty) == ("contract", "Applied Digital", "CoreWeave")
    assert event.quantities == ()
