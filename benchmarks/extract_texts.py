"""Made-up news of about 600 words, for measuring: every one different, in our own words.

An article has a headline and paragraphs, in which sentences with events stand among background prose of the same
trade; `mixed` strews articles among texts about other things. Names and figures of the prose are drawn at random, so
that no cache lives on repetition.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

BACKGROUND = """The company did not say how it would pay for the next phase.
Its {month} update left most of the questions of analysts open.
Engineers there have spent {n} months on moving older workloads to newer machines.
People in the industry say that such arrangements usually take {n} weeks to settle.
The margin of the business depends on how long a machine can be kept busy.
A spokesperson for the firm in {place} would not comment on the timing.
Investors have long argued about how much of this demand will last.
The building near {place} was bought from a maker of furniture in {year}.
Local officials in {place} had asked for a study of the water supply.
Depreciation is the largest item after wages, according to the annual report.
It is not clear whether the same terms will be offered to smaller clients.
The market had expected a decision before the end of {month}.
In a note to clients the team counted {n} reasons for caution and {k} for patience.
Whoever owns the land will be paid in {n} instalments.
Several rivals have tried a similar model, with mixed success.
The chief engineer, {person}, joined from a utility in {year}.
Prices for older machines have been quoted at a discount of {n} percent in {place}.
The first hall is cooled with water from the harbour of {place}.
"We measure what we use, and we use what we pay for," said {person}, who runs the site.
There were {n} bidders in the first round and {k} in the second.
The bank that advises the owners has sent out a short memorandum.
Trading in the afternoon was thin, and volumes were {n} percent below the average of {month}.
The regulator has asked for comments until the {k}th of {month}.
Customers can cancel with a notice of {n} days, but few have done so.
Analysts who visited the site in {month} described rows of half-empty racks.
Staff numbers have grown from {n} to {n}{k} since {year}.
The firm has moved its headquarters from {place} to {other}.
Much will depend on what the largest buyers say in {month}.
The share of revenue that comes from one client has fallen for {k} quarters.
Interest costs have doubled since {year}, which leaves little room for error.
The plan was first described at a conference in {place}.
Some lenders want to see signed orders before they commit.
The supplier in {other} has promised to deliver within {n} weeks.
Whether that is enough, {person} said, will be known by {month}.
Short-term needs are covered by a facility that runs until {year}.""".splitlines()

ELSEWHERE = """The river rose by {n} centimetres overnight and covered the lower road to {place}.
The orchestra of {place} opens its season in {month} with a symphony that is rarely played.
{person} scored twice before the break, and the visitors never recovered.
Farmers around {other} have begun to bring in the barley, {n} days later than in {year}.
The ferry between {place} and {other} will not sail on {k} days in {month}.
A retired teacher, {person}, has mapped every footpath of the county.
The museum has bought a portrait that was lost for {n} years.
Volunteers planted {n}{k} oaks along the old railway line.
The mayor of {place} wants to close the bridge to lorries from {month}.
The bakery on the market square sells {n} kinds of bread and a soup of the day.
Snow is expected above {n}00 metres, with gusts near the coast of {other}.
The library lends out tools as well as novels, and the waiting list is long.
Doctors at the clinic in {place} treated {n} patients after the storm.
The team from {other} won the regatta by less than a length.
In {year} the lighthouse was turned into a small inn with {k} rooms.
Pupils of the school in {place} built a boat from {n} old doors.
The parish council met for {k} hours and put off the vote on the playground.
Beekeepers report a good year, although the spring was cold.
The choir rehearses on {k} evenings a week in the town hall of {other}.
{person} has written a cookery book about the kitchens of fishermen.
The tram line to the hospital will be {n} minutes faster when the works end in {month}.
A fox has made its den under the stand of the football ground.
The potter fires her kiln {k} times a year, always with ash wood.
Hikers should take the upper path, because a landslide has blocked the valley near {place}.
The theatre sold {n}{k} tickets for a play about a village doctor.
The county archive has put {n} thousand letters on its shelves for everyone to read.
An early frost cost the vineyards around {other} about {n} percent of the harvest.
{person}, the goalkeeper, will be out for {n} weeks with a sprained wrist.
The new swimming pool has {k} lanes and a view of the castle.
Archaeologists found {n} Roman coins under the floor of the mill.
The village shop in {place} is run by its {n} members in turn.
On {month} evenings the observatory shows the rings of the planets to visitors.
A carpenter from {other} repaired the organ loft without a single nail.
The weekly market moves to the other side of the river while the square is paved.
The last cinema of {place} shows silent films with a pianist on the {k}th of each month.""".splitlines()

OPENINGS = """A quiet week for the builders of machine halls
What the landlords of the machine age are waiting for
Questions before the next round of figures
A site visit and {n} open points
Who pays when the racks stand idle""".splitlines()
PLACES = """Ludwigsau Harrowby Tinnemore Castelbrac Oakhanger Vestby Ardmoyle Pontarion Kelsterburg Drumgoole Saltney
Brenzone Wexcombe Halvarsgaard Quillan Monsummer Tarnwitz Ellerbeck Sundborn Culverthorpe""".split()
PEOPLE = """Ines Harbeck|Tomas Quill|Ruth Ambler|Viktor Sorel|Maren Oduya|Piet Lanning|Odile Brandt|Hugh Tarrant|Selma
Kivi|Jonas Ebbe|Farida Noor|Clement Roy""".replace("\n", " ").split("|")
MONTHS = "January February March April June July August September October November December".split()


def articles(
    events: Sequence[str], count: int, *, words: int = 600, share: float = 1 / 6, seed: int = 1
) -> Iterator[str]:
    """News of the trade: `share` of the sentences are from `events`."""
    draw = random.Random(seed)
    for _ in range(count):
        pick = lambda: draw.choice(events if draw.random() < share else BACKGROUND)  # noqa: E731
        yield _text(draw, draw.choice(OPENINGS), words, pick)


def elsewhere(count: int, *, words: int = 600, seed: int = 2) -> Iterator[str]:
    """News of other things."""
    draw = random.Random(seed)
    for _ in range(count):
        yield _text(draw, draw.choice(ELSEWHERE), words, lambda: draw.choice(ELSEWHERE))


def mixed(about_the_trade: Sequence[str], *, share: float = 0.08, seed: int = 3) -> Iterator[str]:
    """A stream of news of which `share` is about the trade."""
    others_between = round((1 - share) / share)
    others = elsewhere(len(about_the_trade) * others_between, seed=seed)
    for text in about_the_trade:
        yield text
        yield from islice(others, others_between)


def _text(draw: random.Random, opening: str, words: int, next_sentence: Callable[[], str]) -> str:
    """A headline, then sentences in paragraphs until the words are enough."""
    parts, length = [_filled(opening, draw), "\n\n"], 0
    while length < words:
        sentence = _filled(next_sentence(), draw)
        length += sentence.count(" ") + 1
        parts.append(sentence if sentence.endswith((".", "?", "!")) else f"{sentence}.")
        parts.append("\n\n" if draw.random() < 0.25 else " ")
    return "".join(parts)


def _filled(template: str, draw: random.Random) -> str:
    if "{" not in template:
        return template
    place, other = draw.sample(PLACES, 2)
    return template.format(
        n=draw.randint(11, 99), k=draw.randint(2, 9), year=draw.randint(1990, 2024), month=draw.choice(MONTHS),
        place=place, other=other, person=draw.choice(PEOPLE),
    )  # fmt: skip
