"""Paragraphs whose numbers agree, written from numbers drawn at random, and the same with one slip in them.

The truth comes from the drawing, never from the program: a rent is power times price over twelve, rounded as a
journalist rounds. A slip changes one number, one year or one name of a paragraph that is otherwise left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

SELLERS = ("CoreWeave", "Nebius", "IREN", "Applied Digital", "Core Scientific")
BUYERS = ("Microsoft", "OpenAI", "Anthropic", "Google", "Amazon")
BROKERS = ("UBS", "Bernstein", "Morgan Stanley", "Jefferies", "Citi")
MODELS = {"a quarter": 0.25, "a third": 1 / 3, "half": 0.5}


@dataclass(frozen=True)
class Paragraph:
    text: str
    slips: dict[str, str]
    """The same text with one thing wrong, by the kind of slip."""


def money(value: float, scale: str | None = None) -> str:
    """Three figures, in the scale a writer would take.

    >>> money(1.25e9), money(312.5e6), money(35.2e9, "million")
    ('$1.25 billion', '$312 million', '$35.2 million')
    """
    size, word = (1e9, "billion") if value >= 1e9 else (1e6, "million")
    return f"${float(f'{value / size:.3g}'):g} {scale or word}"


def yi(value: float) -> str:
    """The number in hundreds of millions."""
    return f"{float(f'{value / 1e8:.4g}'):g}"


def lease(draw: Random) -> Paragraph:
    seller, buyer, power, price = (
        draw.choice(SELLERS),
        draw.choice(BUYERS),
        draw.randrange(50, 1500, 10),
        draw.randrange(8, 60),
    )
    rent = power * 1e6 * price / 12

    def told(rent: float, price: float) -> str:
        return f"{seller} leases {power} MW to {buyer} for {money(rent)} a month, roughly ${price:g} per watt per year."

    return Paragraph(told(rent, price), {"x10": told(rent, price * 10), "x100": told(rent, price * 100)})


def lease_by_gigawatt(draw: Random) -> Paragraph:
    seller, power, price = draw.choice(SELLERS), draw.randrange(100, 1000, 50), draw.randrange(10, 50)
    rent = power * 1e6 * price / 12

    def told(price: float) -> str:
        return f"{seller}: {power}MW corresponds to {money(rent)} per month, or about ${price:g} billion/GW/year."

    return Paragraph(told(price), {"x10": told(price * 10), "x100": told(price * 100)})


def chinese_lease(draw: Random) -> Paragraph:
    seller, buyer = draw.choice(SELLERS), draw.choice(BUYERS)
    power, price = draw.randrange(100, 1000, 50), draw.randrange(10, 50)
    rent = power * 1e6 * price / 12

    def told(yearly: str) -> str:
        return f"{seller} 向 {buyer} 出租 {power}兆瓦算力，租金 {yi(rent)}亿美元/月，相当于 {yearly}美元/GW/年。"

    return Paragraph(told(f"{price * 10}亿"), {"亿/万": told(f"{price * 10}万"), "x10": told(f"{price * 100}亿")})


def total(draw: Random) -> Paragraph:
    seller, buyer, years = draw.choice(SELLERS), draw.choice(BUYERS), draw.randrange(2, 12)
    rent = draw.randrange(20, 1500, 5) * 1e6

    def told(sum_: str) -> str:
        return f"{buyer} will pay {seller} {money(rent)} a month for {years} years, a contract worth {sum_} in all."

    whole = rent * 12 * years
    other = "million" if whole >= 1e9 else "billion"
    slips = {"x10": told(money(whole * 10)), "B/M": told(money(whole, other))}
    return Paragraph(told(money(whole)), slips)


def gpus(draw: Random) -> Paragraph:
    seller, count, price = draw.choice(SELLERS), draw.randrange(5, 200) * 1000, draw.randrange(150, 600) / 100
    yearly = count * price * 8760

    def told(sum_: float) -> str:
        return f"{seller} rents out {count:,} GPUs at ${price:.2f} per GPU-hour, which comes to {money(sum_)} a year."

    return Paragraph(told(yearly), {"x10": told(yearly * 10), "x100": told(yearly / 100)})


def growth(draw: Random) -> Paragraph:
    company, before = draw.choice(SELLERS + BUYERS), draw.randrange(110, 990) / 100 * 1e9
    percent = draw.randrange(5, 180)
    now = before * (1 + percent / 100)

    def told(percent: int, now: str) -> str:
        return f"{company} said quarterly revenue rose {percent}% to {now} from {money(before)}."

    return Paragraph(
        told(percent, money(now)), {"x10": told(percent * 10, money(now)), "B/M": told(percent, money(now, "million"))}
    )


def fall(draw: Random) -> Paragraph:
    company, before, percent = (
        draw.choice(SELLERS + BUYERS),
        draw.randrange(200, 990) / 100 * 1e9,
        draw.randrange(12, 60),
    )
    now = before * (1 - percent / 100)

    def told(percent: int) -> str:
        return f"{company} capital expenditure fell {percent}% to {money(now)} from {money(before)} a year earlier."

    return Paragraph(told(percent), {"x10": told(percent * 10)})


def share_of_backlog(draw: Random) -> Paragraph:
    seller, buyer, whole = draw.choice(SELLERS), draw.choice(BUYERS), draw.randrange(200, 1200) / 10 * 1e9
    words, share = draw.choice(list(MODELS.items()))
    part = whole * share * draw.uniform(1.01, 1.08)

    def told(part: float) -> str:
        return (
            f"{buyer} has {money(part)} in contracts with {seller}, more than {words} of {seller}'s order backlog."
            f" {seller}'s backlog stood at {money(whole)} at the end of June."
        )

    return Paragraph(told(part), {"x10": told(part / 10), "x100": told(part / 100)})


def upside(draw: Random) -> Paragraph:
    company, broker, close = draw.choice(SELLERS), draw.choice(BROKERS), draw.randrange(40, 400)
    target = close + draw.randrange(4, 30) * close // 50
    percent = round(100 * (target / close - 1))

    def told(percent: int) -> str:
        return (
            f"{broker} raised its price target on {company} to ${target}."
            f" The shares closed at ${close}, which leaves {percent}% upside."
        )

    return Paragraph(told(percent), {"x10": told(percent * 10)})


def term(draw: Random) -> Paragraph:
    seller, buyer, years, first = (
        draw.choice(SELLERS),
        draw.choice(BUYERS),
        draw.randrange(4, 16),
        draw.randrange(2025, 2029),
    )

    def told(last: int) -> str:
        return f"{seller} signed a {years}-year lease with {buyer} that runs from {first} to {last}."

    return Paragraph(told(first + years), {"year": told(first + years + draw.choice((-2, 3, 5)))})


def in_brackets(draw: Random) -> Paragraph:
    seller, value = draw.choice(SELLERS), draw.randrange(110, 990) / 10 * 1e9

    def told(dollars: str) -> str:
        return f"{seller} 签署合同，总额 {yi(value)}亿美元 ({dollars})。"

    right = f"${float(f'{value / 1e9:.4g}'):g} billion"
    return Paragraph(told(right), {"x10": told(f"${yi(value)} billion"), "亿/万": told(f"${yi(value)}万")})


def budget_told_twice(draw: Random) -> Paragraph:
    company, broker, year = draw.choice(BUYERS[:1] + BUYERS[3:]), draw.choice(BROKERS), draw.randrange(2026, 2029)
    value = f"{draw.randrange(1001, 2399) / 10:g}"
    value = value if not value.endswith("0") else f"{value[:-1]}7"

    def told(scale: str, year_: int) -> str:
        return (
            f"{company} expects capital expenditures of ${value} billion in {year}, it said on Tuesday.\n"
            f"The stock hardly moved. {broker} wrote that {company} capex of ${value} {scale} in {year_} is"
            " no surprise."
        )

    return Paragraph(told("billion", year), {"B/M": told("million", year), "year": told("billion", year + 1)})


def estimate_told_twice(draw: Random) -> Paragraph:
    company = "Meta"
    one, other = draw.sample(BROKERS, 2)
    power, percent, price = draw.randrange(100, 1000, 50), draw.randrange(3, 15), draw.randrange(20, 60)

    def told(second: str) -> str:
        return (
            f"{one} believes that renting out {power}MW of computing power could add about {percent}% to {company}"
            " EPS.\n"
            f"The market took note. {second}'s sensitivity analysis is simple: leasing out {power}MW for one year at"
            f" ${price}/Watt could bring roughly {percent}% upside to EPS."
        )

    return Paragraph(told(one), {"speaker": told(other)})


def backlog_of_one(draw: Random) -> Paragraph:
    one, other = draw.sample(SELLERS, 2)
    value = f"{draw.randrange(201, 999) / 10:g}"
    value = value if "." in value and not value.endswith("0") else f"{draw.randrange(20, 99)}.3"

    def told(name: str) -> str:
        return (
            f"{one}'s backlog reached ${value} billion.\n"
            f"Investors cheered. {name}'s backlog of ${value} billion is a record."
        )

    return Paragraph(told(one), {"speaker": told(other)})


WRITERS: tuple[Callable[[Random], Paragraph], ...] = (
    lease, lease_by_gigawatt, chinese_lease, total, gpus, growth, fall, share_of_backlog, upside, term, in_brackets,
    budget_told_twice, estimate_told_twice, backlog_of_one,
)  # fmt: skip


def paragraphs(count: int, seed: int) -> list[Paragraph]:
    """As many paragraphs of each writer, drawn from one seed."""
    draw = Random(seed)
    return [writer(draw) for _ in range(count) for writer in WRITERS]
