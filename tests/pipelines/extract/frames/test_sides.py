"""Who has which part in a deal: who sells and who buys, who lends and who owes, who would be bought."""

from __future__ import annotations

import pytest


def sale(seller: str, buyer: str) -> dict[str, str]:
    return {"seller": seller, "buyer": buyer}


TOLD_BY_THE_AIM = {
    "to rent from": ("Nscale struck a deal to rent 12,000 Nvidia GPUs from Firmus.", sale("Firmus", "Nscale")),
    "to buy, of equals": (
        "Fluidstack signed an agreement with Nebius to buy capacity.",
        sale("Nebius Group", "Fluidstack"),
    ),
    "from it": ("Lambda signed a deal with Nebius to rent 5,000 GPUs from it.", sale("Nebius Group", "Lambda")),
    "to rent out": ("Crusoe signed a contract with Microsoft to rent out GPUs.", sale("Crusoe", "Microsoft")),
    "to lease to": ("Microsoft is in talks to lease capacity to OpenAI.", sale("Microsoft", "OpenAI")),
    "of whose trade it is": ("Microsoft signed a deal with Nebius to rent GPUs.", sale("Nebius Group", "Microsoft")),
    "of goods": ("Nebius signed a contract with Dell for servers.", sale("Dell Technologies", "Nebius Group")),
    "of capacity": ("CoreWeave signed a deal with Nvidia for GPU capacity.", sale("CoreWeave", "NVIDIA")),
    "of whose chips": ("Crusoe signs a deal for AMD chips.", sale("AMD", "Crusoe")),
    "won from": ("Dell won a contract from CoreWeave.", sale("Dell Technologies", "CoreWeave")),
    "an order from": ("Micron won an order from Nvidia, beating Samsung.", sale("Micron Technology", "NVIDIA")),
    "of nobody's trade": ("Together AI has signed a contract with Hypertec to rent 36,000 GPUs.", {}),
}
TOLD_BY_THE_SIDE = {
    "tenant at": ("OpenAI has become an anchor tenant at Nebius's Missouri campus.", sale("Nebius Group", "OpenAI")),
    "supplier to": ("Broadcom has become a supplier to OpenAI.", sale("Broadcom", "OpenAI")),
    "lost customer": ("SK Hynix lost Nvidia as a customer.", sale("SK Hynix", "NVIDIA")),
    "dropped supplier": ("Microsoft dropped CoreWeave as a supplier.", sale("CoreWeave", "Microsoft")),
    "chosen supplier": ("Lambda picked AMD.", sale("AMD", "Lambda")),
    "chosen customer": ("TSMC picked Apple as the first customer for its 2nm chips.", sale("TSMC", "Apple")),
    "chosen by": ("Lambda selected by Microsoft for GPU capacity.", sale("Lambda", "Microsoft")),
    "signed up": ("Nebius signs up Mistral for GPU capacity.", sale("Nebius Group", "Mistral AI")),
    "partners": ("CoreWeave partners with OpenAI on GPU capacity.", sale("CoreWeave", "OpenAI")),
    "outbid": ("Nscale outbid CoreWeave for a lease from Galaxy.", sale("Galaxy Digital", "Nscale")),
    "site leased": ("Crusoe signed a 20-year lease for a data center in Wyoming.", {"buyer": "Crusoe"}),
    "own site let": ("Applied Digital signed a 15-year lease for its campus.", {"seller": "Applied Digital"}),
    "lease of either": ("Nebius signed two leases worth $2 billion.", {}),
    "租约": ("CoreWeave签署租约", {}),
}
TOLD_OF_MONEY = {
    "arranged for": (
        "JPMorgan arranged a $2 billion loan for Crusoe.",
        {"issuer": "Crusoe", "investor": "JPMorgan"},
    ),
    "arranged with": (
        "CoreWeave arranged a $7.6 billion loan with Blackstone.",
        {"issuer": "CoreWeave", "investor": "Blackstone"},
    ),
    "guaranteed": (
        "Google agreed to guarantee a loan to Fluidstack.",
        {"guarantor": "Alphabet", "issuer": "Fluidstack"},
    ),
    "turned down": (
        "Applied Digital's board rejected Nebius's takeover offer.",
        {"acquirer": "Nebius Group", "target": "Applied Digital"},
    ),
    "withdrawn": (
        "CoreWeave withdrew its takeover offer for Core Scientific.",
        {"acquirer": "CoreWeave", "target": "Core Scientific"},
    ),
    "powered by": ("Meta is building a campus that will be powered by gas turbines.", {"buyer": "Meta Platforms"}),
    "powers": ("Oklo will power Meta's campus with small reactors.", sale("Oklo", "Meta Platforms")),
}


@pytest.mark.parametrize(
    ("text", "roles"),
    [*TOLD_BY_THE_AIM.values(), *TOLD_BY_THE_SIDE.values(), *TOLD_OF_MONEY.values()],
    ids=[*TOLD_BY_THE_AIM, *TOLD_BY_THE_SIDE, *TOLD_OF_MONEY],
)
def test_each_party_has_the_part_that_the_words_give_it(events_of, text, roles):
    (event,) = events_of(text)
    assert event.roles == roles
