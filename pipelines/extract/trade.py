"""Who is of the trade: the groups of companies that conditions and verdicts ask for."""

from __future__ import annotations

HOSTS = frozenset({"neocloud", "host"})
"""Whose trade it is to let computing or the buildings for it."""
CLOUDS = HOSTS | {"cloud"}
SUPPLIERS = frozenset({"neocloud", "host", "chip", "core_chip", "power", "gear"})
"""Groups that a deal with a lab makes the seller, never the tenant of one that rents out what it does not need."""
OUTSIDE_GROUPS = frozenset({"hyperscaler", "lab", "seller_lab"})
"""Who may rent out computing without its being their trade; those of them that are clouds are left out."""
DOMAIN_GROUPS = frozenset({"neocloud", "host", "hyperscaler", "lab", "core_chip"})
CHIP_MAKERS = frozenset({"chip", "core_chip"})
MAKERS = CHIP_MAKERS | {"gear"}
"""Who makes what computing is made of, though they may do other things too."""
GRIDS = frozenset({"PJM", "MISO", "ERCOT"})
"""Who holds auctions of power plants that stand by."""
FUNDERS = frozenset({"SoftBank", "SoftBank Group"})
"""Whose debt and listings pay for a lab's computing."""
SINGLE_MINDED = frozenset({"neocloud", "host", "core_chip"})
"""Companies that do nothing else: their mention is context by itself, a hyperscaler's or a lab's is not."""
MANY_TRADES = frozenset({"hyperscaler", "lab"})
"""Companies that also sell goods, advertisements, software or chats."""
COMPUTING = MANY_TRADES | HOSTS
"""Whose trade or plan is computing: they take power and fill sites."""
TRADE_TERMS = frozenset(
    """strong_context ai_context compute chip ai_word money_trade ai_aim cloud_business lease_noun rule_thing
    view_goods""".split()
)
"""Term categories by which conditions of frames and the verdict know a text of the trade."""
POWER_SELLERS = frozenset(
    [
        *("Bloom Energy", "Vistra", "Oklo", "Constellation Energy", "Talen Energy", "NextEra Energy", "Entergy"),
        *("Dominion Energy", "Duke Energy", "Southern Company", "American Electric Power", "NRG Energy", "Calpine"),
        *("Tennessee Valley Authority", "TerraPower", "X-energy", "Kairos Power", "VoltaGrid", "Commonwealth Fusion"),
        *(
            "Xcel Energy",
            "Exelon",
            "DTE Energy",
            "Evergy",
            "FirstEnergy",
            "Ameren",
            "CenterPoint Energy",
            "Fervo Energy",
        ),
        *("Public Service Enterprise Group", "Helion Energy", "Commonwealth Fusion Systems", "Aalo Atomics", "NuScale"),
        *("NV Energy", "Brookfield Renewable", "FuelCell Energy", "Nano Nuclear Energy", "Last Energy", "Sempra"),
    ]
)
"""Who sells computing firms nothing but power, whatever a text calls the deal."""
BOUGHT_OF_CLOUDS = frozenset("cloud software tools models platform app apps gemini copilot".split())
"""What a seller of power buys of a computing firm itself."""
SELLER_TO_BE = "META"
"""The ticker of the big spender that may let others use its computing."""
WATCHED = frozenset({"META", "ORCL"})
"""Big spenders whose shares and debt are followed for their computing: an analyst or a bond of theirs is news."""
HELD = WATCHED | {"GOOGL"}
"""Big spenders of whose shares a filed or counted position of an investor counts."""
USUAL_MAKER = "NVIDIA"
"""Whose chips stand for all of their kind: the name says what is deployed, not from whom."""
OWN_CHIPS = frozenset("MTIA Trainium Trainium2 Trainium3 Inferentia Maia Ironwood TPU Graviton Axion Cobalt".split())
"""Chips of big spenders, by name."""
PROCESSORS = frozenset({"cpu", "cpus", "processor", "processors", "gpu", "gpus"})
"""Chips, whatever else is named."""
MEMORY_GOODS = frozenset("dram nand hbm hbm3e hbm4 ddr4 ddr5 lpddr4 lpddr4x lpddr5 lpddr5x".split())
"""Words of memory as it is traded; a text that has one is of the trade whatever device it also names."""
BROAD = frozenset(
    """INTC QCOM TXN ADI NXPI MCHP STM IFX.DE 6723.T SWKS QRVO ON SLAB CRUS 2454.TW ALGM WOLF MTSI CSCO GEV ENR.DE
    ASM.AS""".split()
)
"""Makers whose chips and gear go for the most part into phones, cars, personal computers and works."""
CHAINED_GROUPS = DOMAIN_GROUPS | {"chip", "power"}


PAYMENTS = frozenset("prepayment prepayments payment payments deposit deposits refund refunds rent fees".split())
"""Money that is paid for something, and no investment."""
LEASES = frozenset({"lease", "leases"})
"""Nouns of what halls are taken by."""
OTHER_LEASES = frozenset(
    """store stores warehouse warehouses office offices aircraft plane planes ship ships vehicle vehicles car cars
    retail headquarters logistics fulfillment truck trucks jets""".split()
)
"""Whatever else is leased."""
HUGE_LEASE = 1e10
"""Dollars from which a lease of a big spender or a cloud is one of halls for computing."""


def is_outsider(groups: frozenset[str]) -> bool:
    """Owns computers for its own use; renting them out is news."""
    return bool(groups & OUTSIDE_GROUPS) and not groups & (CLOUDS | SUPPLIERS)
