"""Reads amounts out of text: money, percent, power, counts and terms, each with its place.

What must never happen: a crash or a slow scan on hostile text, a value from half a number, or a text that is not
exactly what stands at its offsets. Every pattern is anchored on a digit, a currency sign or a number word and is
possessive, so that a run of a hundred thousand digits costs one pass. Qualifiers ("up to", "about") are looked for
*backwards* from a hit: a pattern that begins with an optional qualifier is forty times slower.

Token patterns were rejected: the tokenizer leaves `250MW`, `35.2bn` and `775-$865` as single tokens.

Text with Chinese characters is read with patterns of its own: 亿 is a hundred million and 万 ten thousand, and digits
may be full-width. Those patterns run only where such characters stand.

Deliberately not done here: currencies other than the US dollar (there is no unit for them: "352亿元" and "CAD $500
million" are no amounts), racks and servers as a number of chips, years as dates, and the questions which event an
amount belongs to and what it measures (`slots.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from pipelines.extract.alternation import any_of
from pipelines.extract.hourly import CHIP_BY_NAME, HOURLY_UNITS, PER_CHIP, PER_HOUR, hourly_unit


class Amount(NamedTuple):
    """A number with its unit at `start:end` of the text; `value` is a pair for a range, low first."""

    start: int
    end: int
    value: float | tuple[float, float]
    unit: str
    """A unit of `tracker.records.Quantity`, or sigma, percentile, which become x and percent there."""
    prior: bool
    """Stated as what was before: "up from $70 billion"."""
    comparator: str | None = None
    """up_to, at_least or about, as the words beside the number say; None: stated plainly."""


WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
}  # fmt: skip
SCALES = {"trillion": 1e12, "tn": 1e12, "t": 1e12, "billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9, "million": 1e6,
          "mn": 1e6, "mln": 1e6, "mm": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}  # fmt: skip
MULTIPLES = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0}

# At most 15 digits: beyond that a float would not hold the number, and nothing in this trade costs more.
_NUM = r"(?:\d{1,3}+(?:,\d{3}){1,4}+(?!\d)|\d{1,15}+)(?:\.\d{1,6}+)?+"
_NUM_OR_WORD = rf"(?:{_NUM}|\b(?:{'|'.join(WORDS)})\b)"
_SCALE = (
    r"(?:[\s-]?(?:trillion|tn|billion|bn|bln|million|mln|mn|thousand)\b|[TBMKtbmk](?![A-Za-z0-9_])|\s[MB](?![A-Za-z0-9_'’-])"
    r"|\s?[十百千]?[万亿]亿?)"
)
_SCALE_OF_MONEY = rf"(?:{_SCALE}|\s?MM(?![A-Za-z0-9_]))"
_TO = r"(?:\s?[-\u2013]\s?|\u2014|\s(?:to|and)\s)"
_SPAN = r"(?:\s?[-\u2013\u2014]\s?|\sto\s)"
_YEARLY = r"(?:\s?/\s?(?:yr|year)\b|[\s-](?:per|a|each|every)\s(?:year|annum)\b|-year\b|\sannually\b)"
_MONTHLY = r"(?:\s?/\s?mo(?:nth)?\b|[\s-](?:per|a|each|every)\smonth\b|-month\b|\smonthly\b)"
_POWERED = rf"(?:GW|MW|kW|gigawatt|megawatt|kilowatt|W(?:att)?)\b(?!-?\s?hours?\b)(?:{_YEARLY}|{_MONTHLY})?"
_NO_TIME = r"(?!\s(?:earlier|ago|before|later|hence|prior|into|after(?!-?\s?tax))\b|\sfrom\s(?:now|today|then)\b)"
"""Behind "a year" that is a rate: "$5 billion a year later" has none."""
_HOURLY = (
    r"(?:(?:GPU|chip|accelerator|[A-Z]{1,2}\d{2,4}[A-Z]?)(?:[\s-](?:per[\s-]|an\s)?|\s?/\s?)(?:hours?|hr|h)\b"
    rf"|(?:hour|hr)\b{_NO_TIME}(?:(?:\sper\s|\s?/\s?)(?:GPU|chip|accelerator)\b)?)"
)
_RATE = (
    rf"(?:(?:\s?/\s?|[\s-](?:per|a|an|each|every|for\severy|for\seach)[\s-])(?:{_HOURLY}|{_POWERED}"
    rf"|(?:months?|years?|quarters?|weeks?|days?)\b{_NO_TIME}|mo\b|yr\b|qtr\b|annum\b|share\b)"
    r"|\s(?:annually|monthly|hourly)\b)"
)
_CN_RATE = r"(?:\s?/\s?|每)(?:个)?(?:吉瓦|GW|兆瓦|MW|瓦特?|W|GPU\s?小时|卡时|小时|月|年|股)(?:(?:\s?/\s?|每|[·•])年)?"
_CONVERTED = r"(?:\s?\([^()\n]{1,24}\)(?=[\s/]))?+"
"""The same in another currency, between a sum and its rate: "$90 million (£70 million) a month"."""
_START = r"(?<![\d.,])"
BELOW_ZERO = re.compile(
    r"\b(?:negative|minus)\s(?:free\scash\sflow\sof\s)?(?:about\s|around\s|roughly\s)?$", re.IGNORECASE
)
"""Before money that is missing: "free cash flow was negative $10 billion"."""

MONEY = re.compile(
    rf"(?P<cur>US\$|(?<![A-Za-z])\$|\bUSD\s?)\s?(?P<a>{_NUM})(?P<sa>{_SCALE_OF_MONEY})?"
    rf"(?:(?P<to>{_TO})(?:US\$|\$)?\s?(?P<b>{_NUM})(?P<sb>{_SCALE_OF_MONEY})?(?![\d%]))?"
    rf"(?:\s?美[元金])?+(?:{_CONVERTED}(?P<rate>{_RATE}|{_CN_RATE}))?(?![\d])",
    re.IGNORECASE,
)
DOLLARS = re.compile(
    rf"(?:{_START}(?P<a>{_NUM})(?:(?P<s>{_SCALE})?{_SPAN}(?P<b>{_NUM})(?={_SCALE}))?"
    rf"|\b(?P<w>half\sa|{'|'.join(WORDS)})(?=[\s-][bmt]))"
    rf"(?:(?P<sa>{_SCALE_OF_MONEY})[\s-](?:US\s|U\.S\.\s)?(?:dollars?|USD)\b(?P<rate>{_RATE})?|(?<=\.\d\d)\s(?-i:USD)\b)",
    re.IGNORECASE,
)
_NEIGHBOURS = r"(?:Canadian|Australian)"
_FOREIGN = r"(?:Canadian|Australian|New\sZealand|Hong\sKong|Singapore|Taiwan(?:ese)?|Jamaican)"
_FOREIGN_CODE = r"(?:CAD|AUD|NZD|HKD|SGD|TWD|NTD)"
FOREIGN_BEFORE = re.compile(rf"(?:\b{_FOREIGN_CODE}|\b{_FOREIGN}(?:\sdollars?)?)\s?$", re.IGNORECASE)
FOREIGN_BEHIND = re.compile(
    rf"\s?\(?(?:{_FOREIGN_CODE}\b|(?:in\s)?{_FOREIGN}\s(?:dollars?|currency)\b"
    rf"|{_NEIGHBOURS}(?=[.,;:)]|\s(?:in|for|from|to|on|at|as|by|into|over)\s|$))",
    re.IGNORECASE,
)
"""What makes other dollars of a sum: "CAD $500 million", "$500 million Canadian in notes", not "a $5 billion Canadian
campus"."""
BRACKETED = re.compile(
    rf"(?:\((?:US)?\$\s?(?P<a>{_NUM})\)(?P<sa>{_SCALE_OF_MONEY}|(?={_RATE}))|(?:US)?\$\s?\((?P<b>{_NUM})\)(?P<sb>{_SCALE_OF_MONEY})?)"
    rf"(?P<rate>{_RATE})?",
    re.IGNORECASE,
)
"""A sum in the brackets of accounts: "a net loss of ($5.2) million", "$(0.12) per share"."""
IN_BRACKETS = re.compile(rf"\)(?:{_SCALE_OF_MONEY}|{_RATE})", re.IGNORECASE)
STATING = re.compile(r"\b(?:of|was|were|is|at)\s$", re.IGNORECASE)
LOST = re.compile(r"\blo(?:ss(?:es)?|st|ses?)\b[^.;$]{0,40}$", re.IGNORECASE)
SPOKEN = re.compile(
    rf"{_START}(?P<a>{_NUM})(?:(?:\sbillion)?{_SPAN}(?P<b>{_NUM}))?\sbillion\b"
    r"(?=[.,;:)]|\s(?:in|for|to|against|up|down|this|next|and|plus|or|versus|from|by|at|on|as|with|of|compared)\b|$)",
    re.IGNORECASE,
)
"""A sum as it is read out in a call, without a word for the currency: "revenue of 105 billion"."""
SPOKEN_OF = re.compile(
    r"\b(?:revenues?|sales|capex|capital expenditures?)\s(?:\w+\s)?(?:of|to|at|was|were|is|be|between)"
    r"\s(?:about\s|approximately\s|around\s|roughly\s|some\s|over\s)?$",
    re.IGNORECASE,
)
SPOKEN_IN = re.compile(r"\s(?:in|of)\s(?:\w+\s)?(?:revenues?|sales)\b", re.IGNORECASE)
CENTS = re.compile(
    rf"{_START}(?P<a>{_NUM})(?:{_SPAN}(?P<b>{_NUM}))?\s(?:US\s|U\.S\.\s)?cents?\s(?:a|per|each)\sshare\b", re.IGNORECASE
)
CENTS_EARNED = re.compile(
    r"\b(?:EPS|earnings|earn(?:ed|s)|profit|loss)\b[^.;$]{0,32}\s(?P<a>\d{1,3}(?:\.\d)?)\s(?:US\s|U\.S\.\s)?cents\b"
    r"(?!\s(?:a|per|each)\sshare)",
    re.IGNORECASE,
)
"""What one share has earned, said without the share: "EPS of 89 cents"."""
PERCENT = re.compile(
    rf"(?<![\d.,A-Za-z_])(?P<sign>[-\u2212\u2013])?(?P<a>{_NUM})(?:(?:\s?%)?{_SPAN}(?P<b>{_NUM}))?(?:\s?%|[\s-](?:percent|per\scent|pct)\b)",
    re.IGNORECASE,
)
_OF_POWER = r"(?:incremental|additional|new|more|extra|further|critical|gross|net|contracted|total)"
_POWER_UNIT = r"(?:MW|GW|megawatts?|gigawatts?)"
POWER = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<a>{_NUM_OR_WORD})\+?(?:(?:[\s-]?(?P<ua>{_POWER_UNIT}))?(?P<to>{_TO})(?P<b>{_NUM}))?"
    rf"(?:[\s-]?|\s{_OF_POWER}\s)(?P<u>{_POWER_UNIT})(?![A-Za-z]|-hour|\shours?\b|-(?:year|day)s?\b)",
    re.IGNORECASE,
)
ONE_GIGAWATT = re.compile(
    r"\b(?:(?P<half>half(?:[\s-]an?|\sof\sa)?)|an?|another)[\s-]gigawatt\b(?!-|\s(?:hours?|scale|class|level|era)\b)",
    re.IGNORECASE,
)
_MACHINES = r"(?i:racks|servers|systems|nodes|cabinets|machines|trays|boxes|instances)"
"""What holds several chips: its number is none of theirs. "A 100,000 GPU cluster" is another thing."""
COUNT = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<a>{_NUM}|\b(?:one|two|three|half\sa)(?=\smillion))(?P<sa>(?i:{_SCALE}))?\s"
    r"(?:of\s(?:its|their|the|Google's|Nvidia's|AMD's)\s)?(?:[A-Z][\w-]{0,20}+\s|\([A-Z]{1,5}\)\s|(?:specialized|custom|more|new|advanced|additional)\s|\(){0,4}?"
    r"(?P<u>GPUs?|TPUs?|AI\s(?:[Cc]hips|[Pp]rocessors)|[Tt]ensor\s[Pp]rocessing\s[Uu]nits|[Gg]raphics\s[Pp]rocessing\s[Uu]nits"
    r"|(?:Nvidia|NVIDIA|AMD|Blackwell|Hopper|Rubin|Instinct|Ascend)\s(?:Ultra\s|\d{3}[A-Z]?\s)?(?:AI\s)?(?:[Cc]hips|[Pp]rocessors|[Aa]ccelerators|[Uu]nits)"
    r"|(?<=\d\d\d\s)(?:[Cc]hips|[Pp]rocessors)|(?:Trainium|Inferentia)\s?\d?+(?:\schips)?+|[Ss]hares?|[Aa]ccelerators|AI\s[Aa]ccelerators"
    r"|(?:GB|MI|[ABHL])\d{2,3}s?(?:\s(?:GPUs|[Cc]hips))?+)\b(?!\s?-?\s?hour)"
    rf"(?!(?:[\s-](?:NVL\d{{1,3}}|SXM\d?|GPU|AI|Ultra|Blackwell|rack-scale|liquid-cooled|compute)){{0,3}}[\s-]{_MACHINES}\b)"
)
TERM = re.compile(
    rf"(?<![\d.,$A-Za-z_/])(?P<a>{_NUM_OR_WORD})(?:{_SPAN}(?P<b>{_NUM_OR_WORD}))?[\s-](?P<u>years?|months?)\b"
    r"(?!-old|\s(?:old|ago|earlier|later|since|highs?|lows?|delays?|waits?|waiting|backlogs?|peaks?)\b)",
    re.IGNORECASE,
)
PART_OF_A_TERM = re.compile(r"\b(?:first|last|past|final|previous|recent|latest|prior)\s$", re.IGNORECASE)
"""The first two months of a lease are not its term, and the last five years are history."""
LASTING = re.compile(r"\b(?:for|over)\s$", re.IGNORECASE)
TIMES = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<a>{_NUM}|\b(?:two|three|four|five|six|seven|eight|nine|ten)(?=-?fold|\stimes))(?:x\b|-?fold\b|\stimes\b)",
    re.IGNORECASE,
)
MULTIPLE = re.compile(r"\b(?P<w>doubl|tripl|quadrupl)(?:es?|ed|ing)\b(?!\sdown)", re.IGNORECASE)
DEVIATIONS = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<sign>[-+\u2212])?(?P<a>{_NUM})(?:{_SPAN}(?P<sign_b>[-+\u2212])?(?P<b>{_NUM}))?"
    r"\s?-?(?:(?P<u>standard[\s-]deviations?|sigmas?\b|σ)|(?:st|nd|rd|th)\s(?P<centile>percentile))",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")
REACH = 80
"""Characters from where a number begins to the word of its unit, at most: two of 26 with a sign and what joins them."""
NUMBER_WORDS = (*WORDS, "half")
# In lower case: without one of them in reach the pattern finds nothing.
MONEY_SIGNS = ("us$", "usd", "$")
DOLLAR_UNITS = ("dollar", "usd")
CENT_UNITS = (" cent",)
PERCENT_UNITS = ("%", "cent", "pct")
POWER_UNITS = ("mw", "gw", "gawatt")
TERM_UNITS = ("year", "month")
GOODS_COUNTED = re.compile(r"\s(?:[A-Z]{1,3}\d|(?i:nvidia|amd|gpus?)\b)")
"""Behind "8x": so many of them."""
TIMES_UNITS = ("x", "fold", "times")
DEVIATION_UNITS = ("deviation", "sigma", "σ", "percentile")
COUNTED = (
    *("gpu", "tpu", "ai chips", "nvidia chips", "amd chips", "blackwell", "rubin", "instinct", "trainium", "share"),
    *("accelerator", "chips", "processors", "h1", "h2", "h8", "b1", "b2", "b3", "a1", "l4", "gb", "mi3", "mi4"),
)
NUMBER_SIGNS = frozenset("-+\u2212\u2013")

# ── Chinese ──
_HAN = re.compile(r"[\u4e00-\u9fff]")
WIDE = re.compile(r"[\uff04-\uff5e]")
NARROW = {wide: wide - 0xFEE0 for wide in (0xFF04, 0xFF05, 0xFF0B, 0xFF0D, 0xFF0E, 0xFF0F, 0xFF5E,
                                           *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B),
                                           *range(0xFF41, 0xFF5B))}  # fmt: skip
"""Full-width signs, digits and letters to their ASCII forms, one for one, so that offsets stay. Not the comma: it
separates amounts, not thousands."""
HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
HAN_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_SCALES = {"万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5,
              "万": 1e4}  # fmt: skip
_HAN_WORDS = r"(?:[一二两三四五六七八九十][一二两三四五六七八九十百千]{0,6}+|半)"
_HAN_NUM = rf"(?:{_NUM}|{_HAN_WORDS})"
_HAN_SCALE = r"(?:\s?(?:[十百千]?万亿?|[十百千]?亿|billion\b|bn\b|million\b|mn\b)|[BM](?![A-Za-z0-9_]))"
_HAN_TO = r"\s?(?:[-\u2013\u2014~]|至|到)\s?"
_HAN_START = r"(?<![\d.,A-Za-z_$一二两三四五六七八九十百千数几])"
# Left for `re` to compile when a text in Chinese first asks for them.
HAN_MONEY = (
    rf"{_HAN_START}(?P<a>{_HAN_NUM})(?P<sa>{_HAN_SCALE})?(?:(?:\s?美[元金])?{_HAN_TO}(?P<b>{_HAN_NUM})(?P<sb>{_HAN_SCALE})?)?"
    rf"\s?美[元金](?P<rate>{_CN_RATE})?"
)
HAN_BEFORE = (
    r"每(?:个)?(?P<what>吉瓦|GW|兆瓦|MW|瓦特?|GPU小时|卡时|卡每?小时|小时|月|年|股)(?:每(?P<when>年|月))?"
    r"(?:租金|价格|支付|收取|付)?(?:约为?|为|近|超过|达)?\s?$"
)
HAN_POWER = (
    rf"{_HAN_START}(?P<a>{_HAN_NUM})(?P<sa>万)?(?:{_HAN_TO}(?P<b>{_HAN_NUM})(?P<sb>万)?)?"
    r"\s?(?P<u>千兆瓦|兆瓦|吉瓦|百万千瓦|万千瓦)(?!时)"
)
HAN_PERCENT = rf"百分之(?P<a>{_HAN_WORDS}|{_NUM})"
HAN_COUNT = (
    rf"{_HAN_START}(?P<a>{_HAN_NUM})(?P<sa>{_HAN_SCALE})?\s?"
    r"(?:(?P<share>股)(?![份价票东市权])|[张块枚颗片个]?\s?(?:英伟达\s?)?(?:[A-Z]{1,2}\d{2,4}[A-Z]?\s?)?(?:GPU(?!小时)|TPU|显卡|加速卡|算力卡|卡(?![车片时]))"
    r"|[张块枚颗片]\s?(?:英伟达\s?)?[A-Z]{1,2}\d{2,4}[A-Z]?)"
)
HAN_TERM = (
    rf"(?<![\d.,A-Za-z_$一二两三四五六七八九十百千第每去来近前])(?P<a>\d{{1,2}}|{_HAN_WORDS})\s?"
    r"(?P<u>年(?:期|合同|租约|租期|协议)?|个月)(?![前后来底初代级度中\d])"
)
HAN_TIMES = rf"{_HAN_START}(?P<a>{_HAN_NUM})\s?倍"
HAN_LAST_YEAR = 20
"""Bare "26年" is the year 2026 rather than a term; longer terms say so ("25年期")."""

PRIOR = re.compile(
    r"(?:\b(?:(?:up|down|increased|lowered|raised|cut)\s)?from(?:\s(?:an?|its|our|the|their|(?:20\d\d|last\syear)['’]s))?(?:\s(?:prior|previous|earlier|initial|combined))?(?:\s(?:range|forecast|estimate|plan|target|guidance))?"
    r"(?:\sof)?|\b(?:versus|vs\.?|compared\s(?:with|to)|instead\sof|against)(?:\s(?:an?|its|the))?(?:\s(?:prior|previous|earlier|initial|original))?"
    r"(?:\s(?:range|forecast|estimate|plan|target|guidance|outlook)(?:\sof)?)?"
    r"|\((?:was|previously|formerly|prior|old)(?:\sat|:)?)"
    r"(?:\s(?:about|around|roughly|approximately|nearly|just|at\sleast|as\s(?:much|high)\sas|up\sto))?\s?$",
    re.IGNORECASE,
)
LONG_AGO = re.compile(r"\s(?:a|one)\s(?:year|month|quarter)\s(?:earlier|ago|before)\b", re.IGNORECASE)
PRIOR_WORDS = ("from", "vs", "versus", "compared", "instead", "against", "(")
"""Looked for before the pattern is."""
CHANGED_FROM = re.compile(
    r"\b(?:rais|boost|lift|hik|increas|jump|climb|ris(?:e|es|en|ing)\b|rose\b|surg|soar|f[ae]ll|slid|plung|tumbl|"
    r"upp?(?:ed|s)\b|revis|cut|lower|trim|reduc|slash|mov(?:e|ed|es)\b|bump|adjust|drop|nudg|took|tak(?:e|es|ing)\b|br(?:ing|ought)|hoist|push|up(?:ping|s)|shav|par(?:e|ed|ing)\b)[^.;]{0,56}"
    r"\bfrom\s(?:at\sleast\s|about\s|roughly\s)?$",
    re.IGNORECASE,
)
CHANGED_BY = re.compile(r"\bby\s(?:another\s|about\s|as\smuch\sas\s)?$", re.IGNORECASE)
"""By how much stands before to what: "by $10 billion to $80 billion"."""
RANGE_BEFORE = re.compile(
    rf"\bto\s(?:between\s|about\s)?(?:US)?\$\s?{_NUM}[^.;,]{{0,34}},?\sfrom\s(?:between\s|about\s)?$"
)
"""To what something was raised is told already: the range behind it is what it was."""
UP_TO = (
    "up to", "as much as", "as many as", "as high as", "at most", "no more than", "not more than", "a maximum of",
    "capped at", "less than", "fewer than", "under", "below", "not exceeding",
)  # fmt: skip
AT_LEAST = (
    "at least", "more than", "over", "above", "no less than", "no fewer than", "not less than", "not fewer than",
    "a minimum of", "exceeding", "exceed", "exceeds", "exceeded", "topping", "top", "tops", "north of", "upward of",
    "upwards of", "in excess of", "greater than", "better than", "higher than", "larger than", "surpass", "surpasses",
    "surpassed", "surpassing", "past",
)  # fmt: skip
ABOUT = (
    "about", "around", "roughly", "approximately", "approx", "approx.", "nearly", "almost", "some", "close to", "circa",
    "a estimated", "an estimated", "on the order of",
)  # fmt: skip
UP_TO_HAN = ("至多", "最多", "高达", "不超过", "上限", "上限为", "多达")
AT_LEAST_HAN = ("超", "超过", "逾", "至少", "不低于", "不少于", "高于")
ABOUT_HAN = ("约", "约为", "大约", "近", "左右")
ABOUT_SIGNS = ("~", "\u2248", "\u223c", "\uff5e")
COMPARING = (*UP_TO, *AT_LEAST, *ABOUT, *UP_TO_HAN, *AT_LEAST_HAN, *ABOUT_HAN, *ABOUT_SIGNS)
COMPARED = re.compile(
    rf"(?:\b(?:(?P<up_to>{any_of(UP_TO)})|(?P<at_least>{any_of(AT_LEAST)})|(?P<about>{any_of(ABOUT)}))\s"
    rf"|(?P<up_to_han>{any_of(UP_TO_HAN)})|(?P<at_least_han>{any_of(AT_LEAST_HAN)})|(?P<about_han>{any_of(ABOUT_HAN)})"
    rf"|(?P<about_sign>{any_of(ABOUT_SIGNS)}))\s?$",
    re.IGNORECASE,
)
ENDS_OF_COMPARING = tuple({phrase.split()[-1] for phrase in COMPARING})
"""Looked for before the pattern is: most amounts are stated plainly."""
AFTERWARDS = re.compile(
    r"\s?(?:(?P<at_least>\+(?!\d)|or\smore\b|and\sup\b|plus\b(?!\sor)|以上)|(?P<up_to>or\sless\b|以下)|(?P<about>左右))"
)
MOST_AN_HOUR = 200.0
MOST_CHIPS = 5e8
"""More are none: "Ascend 910B chips" has a name."""
FROM = re.compile(
    r"(?:,?\s(?:in|on|by|at|during|as of)\s"
    r"(?:(?:the|early|late|mid|end of|this|last|first|second|third|fourth)[\s-]){0,3}\w{1,12})?"
    r"(?:,?\s(?:up|down))?\sfrom\s(?:about\s|around\s|roughly\s|nearly\s|over\s|as\smuch\sas\s)?"
)
"""Between what a price is and what it was: " in October from "."""
HOURLY = re.compile(r"\bhourly\s(?:\w+\s)?(?:price|prices|rate|rates|cost|costs|rent|rents)\b[^.;]*(?:\.\d[^.;]*)*$",
                    re.IGNORECASE)  # fmt: skip
"""The rate of the amounts behind it."""
JOINING_HOURS = frozenset({"to", "from", "and", "instead of"})
OPENED = re.compile(r"\bfrom\s(?:(?:a|its|the)\s(?:\w+\s)?range\sof\s|between\s|about\s|roughly\s)?$", re.IGNORECASE)
JOINED_BY_TO = re.compile(r"\sto\s(?:(?:a|the)\s(?:\w+\s)?range\sof\s|between\s|about\s|roughly\s|as\smuch\sas\s)?")
"""Between what something was and what it becomes."""
WHOLE_YEAR = re.compile(r"\byear-?long\b", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")
BETWEEN_NUMBERS = re.compile(rf"\bbetween\s(?P<range>(?P<a>{_NUM})\s?%?\sand\s)$", re.IGNORECASE)
OF_A_RANGE = {
    "and": re.compile(r"\bbetween\s(?:about\s|roughly\s)?$", re.IGNORECASE),
    "to": re.compile(r"\bof\s(?:about\s|roughly\s)?$", re.IGNORECASE),
}
BETWEEN = re.compile(r"\bbetween\s(?:about\s|roughly\s)?$", re.IGNORECASE)


def find_amounts(text: str) -> list[Amount]:
    """Every amount of the text, by place, none overlapping another.

    >>> [(a.value, a.unit) for a in find_amounts("raises $115-$135 billion for 1.2 GW over five years, up 8%")]
    [((115000000000.0, 135000000000.0), 'USD'), (1200.0, 'MW'), (5.0, 'years'), (8.0, 'percent')]
    >>> [(a.value, a.unit, a.comparator) for a in find_amounts("合同总额约352亿美元，至少500兆瓦，为期两年")]
    [(35200000000.0, 'USD', 'about'), (500.0, 'MW', 'at_least'), (2.0, 'years', None)]
    """
    plain = text if text.isascii() or WIDE.search(text) is None else text.translate(NARROW)
    found: list[Amount] = []
    for amount in sorted(_candidates(plain), key=lambda a: (a.start, -a.end)):
        if not found or amount.start >= found[-1].end:
            comparator = _comparator(plain, amount)
            found.append(amount if comparator is None else amount._replace(comparator=comparator))
    return _with_what_was(_with_hours(_with_rates(found, plain), plain), plain)


def _with_rates(found: list[Amount], text: str) -> list[Amount]:
    """ "Climbed to $3 an hour from $2", "the hourly price rose to $3": a rate that is told once holds for both."""
    for at, amount in enumerate(found):
        if amount.unit != "USD" or isinstance(amount.value, tuple) or amount.value > MOST_AN_HOUR:
            continue
        before, behind = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        if before is not None and before.unit in HOURLY_UNITS and FROM.fullmatch(text, before.end, amount.start):
            found[at] = amount._replace(unit=before.unit)
        elif behind is not None and behind.unit in HOURLY_UNITS and FROM.fullmatch(text, amount.end, behind.start):
            found[at] = amount._replace(unit=behind.unit)
        elif HOURLY.search(text, max(0, amount.start - 100), amount.start):
            found[at] = amount._replace(unit=PER_HOUR)
    return found


def _with_hours(found: list[Amount], text: str) -> list[Amount]:
    """Prices by the hour: of one chip, of a machine, of work. A price and what it was before are of the same thing."""
    after = 0
    for at, amount in enumerate(found):
        if amount.unit == PER_HOUR:
            dearest = _top(amount)
            if at + 1 < len(found) and found[at + 1].unit == PER_HOUR:
                joined = text[amount.end : found[at + 1].start].strip()
                dearest = max(dearest, _top(found[at + 1])) if joined in JOINING_HOURS else dearest
            unit = hourly_unit(text, amount.start, amount.end, dearest, after)
            found[at] = amount._replace(unit=unit)
        if found[at].unit in HOURLY_UNITS:
            after = amount.end
    return found


def _top(amount: Amount) -> float:
    return amount.value[1] if isinstance(amount.value, tuple) else amount.value


def _with_what_was(found: list[Amount], text: str) -> list[Amount]:
    """ "From $60-65 billion to $64-72 billion": the first range is what it was. "To $24 and $21 from $20 and $18": so
    is the second of two."""
    for at in range(1, len(found)):
        one, other = found[at - 1 : at + 1]
        if one.unit != other.unit:
            continue
        if one.prior and text[one.end : other.start] == " and ":
            found[at] = other._replace(prior=True)
        elif isinstance(one.value, tuple) and JOINED_BY_TO.fullmatch(text, one.end, other.start):
            opened = OPENED.search(text[max(0, one.start - 32) : one.start])
            found[at - 1] = one._replace(prior=one.prior or opened is not None)
    return found


def _candidates(text: str) -> Iterator[Amount]:
    places = _Places(text)
    for find in READERS:
        yield from find(places)
    if not text.isascii() and _HAN.search(text):
        yield from _han(text)


class _Places:
    """A text with the places where its amounts may begin: no pattern is tried anywhere else.

    Looking for a word costs a microsecond, trying every pattern at every number a third of a millisecond.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = _lower(text)

    @cached_property
    def numbers(self) -> list[int]:
        """Where a number may begin: its sign, its digits, its word."""
        found = {at for at in self.of(NUMBER_WORDS) if not at or not _is_letter(self.lower[at - 1])}
        digits = self._digits()
        found.update(digits)
        found.update(at - 1 for at in digits if self.text[at - 1 : at] in NUMBER_SIGNS)
        return sorted(found)

    def _digits(self) -> list[int]:
        """Where runs of digits begin."""
        if not self.text.isascii():
            return [hit.start() for hit in DIGITS.finditer(self.text)]
        digits = self.of("0123456789")
        return [at for at, before in zip(digits, [-2, *digits], strict=False) if before != at - 1]

    def of(self, words: Iterable[str]) -> list[int]:
        """Where any of the words stands, given in lower case, also inside of others."""
        found = []
        for word in words:
            at = self.lower.find(word)
            while at >= 0:
                found.append(at)
                at = self.lower.find(word, at + 1)
        return sorted(found)

    def before(self, words: Iterable[str]) -> list[int]:
        """Where a number begins that may have one of the words as its unit."""
        found: set[int] = set()
        for at in self.of(words):
            found.update(self.numbers[bisect_left(self.numbers, at - REACH) : bisect_left(self.numbers, at)])
        return sorted(found)


def _lower(text: str) -> str:
    """The text in lower case with every character at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(character.lower()[0] for character in text)


def _is_letter(sign: str) -> bool:
    """Whether a number word behind it is only the end of another."""
    return sign.isalnum() or sign == "_"


def _hits(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `finditer` finds of a pattern that begins with a number."""
    end = 0
    for place in places:
        if place >= end and (hit := pattern.match(text, place)):
            yield hit
            end = hit.end()


def _powers(places: _Places) -> Iterator[Amount]:
    text = places.text
    for hit in _hits(POWER, text, places.before(POWER_UNITS)):
        if hit["ua"]:
            yield from _two_powers(text, hit)
        else:
            yield _ranged(text, hit, _megawatts(hit["u"]), "MW")
    if "gigawatt" in places.lower:
        for hit in _hits(ONE_GIGAWATT, text, places.of(("a gigawatt", "another", "half"))):
            yield _amount(text, hit, 500.0 if hit["half"] else 1000.0, "MW")


def _megawatts(unit: str) -> float:
    return 1000.0 if unit[0] in "gG" else 1.0


def _two_powers(text: str, hit: re.Match[str]) -> Iterator[Amount]:
    """ "250MW-500MW" is a range, "from 250 MW to 500 MW" two amounts."""
    first, second = _number(hit["a"]) * _megawatts(hit["ua"]), _number(hit["b"]) * _megawatts(hit["u"])
    if hit["to"].strip().isalpha() and not OF_A_RANGE[hit["to"].strip().lower()].search(text[: hit.start()][-16:]):
        yield Amount(hit.start(), hit.end("ua"), first, "MW", _is_prior(text, hit.start(), first))
        yield Amount(hit.start("b"), hit.end(), second, "MW", _is_prior(text, hit.start("b"), second))
    else:
        yield _amount(text, hit, _pair(first, second), "MW")


def _terms(places: _Places) -> Iterator[Amount]:
    text = places.text
    for hit in _hits(TERM, text, places.before(TERM_UNITS)):
        if PART_OF_A_TERM.search(text[max(0, hit.start() - 12) : hit.start()]):
            continue
        if text.startswith(" after ", hit.end()) and not LASTING.search(text[max(0, hit.start() - 6) : hit.start()]):
            continue  # "Nine years after deployment"
        unit = "years" if hit["u"][0] in "yY" else "months"
        yield _ranged(text, hit, 1.0, unit)
    for hit in _hits(WHOLE_YEAR, text, places.of(("yearlong", "year-long"))):
        yield _amount(text, hit, 1.0, "years")


def _multiples(places: _Places) -> Iterator[Amount]:
    for hit in _hits(MULTIPLE, places.text, places.of(MULTIPLES)):
        yield _amount(places.text, hit, MULTIPLES[hit["w"].lower()], "x")


def _money(places: _Places) -> Iterator[Amount]:
    text = places.text
    for hit in _hits(MONEY, text, places.of(MONEY_SIGNS)):
        if _is_foreign(text, hit) or _is_negative(text, hit):
            continue
        end, second, rate = hit.end(), hit["b"], hit["rate"]
        first_scale, second_scale = _scale(hit["sa"]), _scale(hit["sb"])
        changed = bool(second) and _is_a_change(text, hit)
        joined_by_and = bool(second) and "and" in hit["to"].lower()
        # "$14.2 billion and $21 billion" are two amounts; "between $2 and $5" is one range.
        if changed or (joined_by_and and not BETWEEN.search(text[max(0, hit.start() - 16) : hit.start()])):
            # "From $3 to $4 an hour": what it was has the same rate.
            end, second, rate = hit.start("to"), None, hit["rate"] if changed else None
        if second is None:
            value: float | tuple[float, float] = _number(hit["a"]) * (first_scale or 1.0)
        else:
            value = _pair(
                _number(hit["a"]) * (first_scale or second_scale or 1.0), _number(second) * (second_scale or 1.0)
            )
        if isinstance(value, float) and BELOW_ZERO.search(text, max(0, hit.start() - 48), hit.start()):
            value = -value
        yield _priced(text, hit.start(), end, value, rate)
        if hit["b"] and second is None:
            yield from (
                a._replace(start=a.start + end, end=a.end + end) for a in _money(_Places(text[end : hit.end()]))
            )


def _is_foreign(text: str, hit: re.Match[str]) -> bool:
    """Dollars of another country; "US$" says of which they are."""
    if hit["cur"] != "$":
        return False
    before = FOREIGN_BEFORE.search(text[max(0, hit.start() - 24) : hit.start()])
    return before is not None or FOREIGN_BEHIND.match(text, hit.end()) is not None


def _is_negative(text: str, hit: re.Match[str]) -> bool:
    """In the brackets of accounts, which close before the scale, or stand where no aside can: "an EPS of ($0.12)"."""
    if text[max(hit.start() - 1, 0) : hit.start()] != "(":
        return False
    before = text[max(0, hit.start() - 60) : hit.start() - 1]
    stated = text[hit.end() : hit.end() + 1] == ")" and STATING.search(before) and not LOST.search(before)
    return IN_BRACKETS.match(text, hit.end()) is not None or bool(stated)


def _bracketed(places: _Places) -> Iterator[Amount]:
    """A loss in brackets; of other sums they make a negative one, which has no place here."""
    text = places.text
    for hit in _hits(BRACKETED, text, places.of(("($", "(us$", "$(", "us$("))):
        if LOST.search(text[max(0, hit.start() - 60) : hit.start()]):
            value = _number(hit["a"] or hit["b"]) * (_scale(hit["sa"] or hit["sb"]) or 1.0)
            yield _priced(text, *hit.span(), value, hit["rate"])


def _is_a_change(text: str, hit: re.Match[str]) -> bool:
    """ "Raised its target from $140 to $160": two amounts with signs of their own, the first of before."""
    before = text[max(0, hit.start() - 112) : hit.start()]
    if "$" not in text[hit.start("to") : hit.start("b")]:
        return False
    return CHANGED_BY.search(before) is not None or (
        CHANGED_FROM.search(before) is not None and RANGE_BEFORE.search(before) is None
    )


def _dollars(places: _Places) -> Iterator[Amount]:
    for hit in _hits(DOLLARS, places.text, places.before(DOLLAR_UNITS)):
        text, start, scale = places.text, hit.start(), _scale(hit["sa"]) or 1.0
        value: float | tuple[float, float] = _counted(hit["b"] or hit["a"] or hit["w"]) * scale
        if hit["b"] and (YEAR.fullmatch(hit["a"]) or OPENED.search(text[max(0, start - 32) : start])):
            # "In 2025 to 6 billion dollars", "from 5 billion to 6 billion dollars": the second alone has the unit.
            start = hit.start("b")
        elif hit["b"]:
            value = _pair(_number(hit["a"]) * (_scale(hit["s"]) or scale), _number(hit["b"]) * scale)
        yield _priced(text, start, hit.end(), value, hit["rate"])
    for hit in _hits(CENTS, places.text, places.before(CENT_UNITS)):
        low, high = (round(_number(part) / 100, 6) for part in (hit["a"], hit["b"] or hit["a"]))
        yield _priced(places.text, hit.start(), hit.end(), (low, high) if hit["b"] else low, " a share")
    if " cents" in places.lower:
        for hit in _hits(CENTS_EARNED, places.text, places.of(("eps", "earn", "profit", "loss"))):
            yield _priced(places.text, hit.start("a"), hit.end(), round(_number(hit["a"]) / 100, 6), " a share")


def _priced(text: str, start: int, end: int, value: float | tuple[float, float], rate: str | None) -> Amount:
    """Money with its rate: a price per watt, per GPU-hour, per month; a yearly price per GW is one per watt."""
    unit, factor = _rate_unit((rate or "").lower())
    if factor != 1.0:
        # Twelve digits: 30e9 times 1e-9 is 30, not a hair above.
        low, *high = (float(f"{v * factor:.12g}") for v in (value if isinstance(value, tuple) else (value,)))
        value = (low, high[0]) if high else low
    return Amount(start, end, value, unit, _is_prior(text, start, value) or LONG_AGO.match(text, end) is not None)


PER_WATT = (("gw", 1e-9), ("gigawatt", 1e-9), ("吉瓦", 1e-9), ("mw", 1e-6), ("megawatt", 1e-6), ("兆瓦", 1e-6),
            ("kw", 1e-3), ("kilowatt", 1e-3), ("w", 1.0), ("瓦", 1.0))  # fmt: skip
PER_YEAR = {"USD/day": 365.0, "USD/week": 52.0, "USD/month": 12.0, "USD/quarter": 4.0, "USD/year": 1.0}
"""The units of money that is paid again and again, and how often in a year."""
OTHER_RATES = (
    (("gpu", "chip", "accelerator", "卡"), PER_CHIP),
    (("hour", "hr", "小时"), PER_HOUR),
    (("mo", "月"), "USD/month"),
    (("quarter", "qtr"), "USD/quarter"),
    (("week",), "USD/week"),
    (("day",), "USD/day"),
    (("year", "yr", "ann", "年"), "USD/year"),
    (("share", "股"), "USD/share"),
)


def _rate_unit(rate: str) -> tuple[str, float]:
    """The unit of a rate and what its number is multiplied with; a price per watt is one for a year.

    >>> _rate_unit("/gw/year"), _rate_unit(" per kw per month"), _rate_unit("/hr")
    (('USD/W', 1e-09), ('USD/W', 0.012), ('USD/hour', 1.0))
    >>> _rate_unit("per h100 per hour"), _rate_unit(" a quarter")
    (('USD/GPU-hour', 1.0), ('USD/quarter', 1.0))
    """
    words = re.findall(r"[a-z]+|吉瓦|兆瓦|瓦|小时|卡|月|年|股", rate)
    for word, factor in PER_WATT:
        if word in words or (word == "w" and "watt" in words):
            monthly = any(other.startswith("mo") or other == "月" for other in words)
            return "USD/W", factor * 12 if monthly else factor
    if CHIP_BY_NAME.search(rate):
        return PER_CHIP, 1.0
    for names, unit in OTHER_RATES:
        if any(word.startswith(names) for word in words):
            return unit, 1.0
    return (PER_HOUR, 1.0) if "h" in words else ("USD", 1.0)


def _percents(places: _Places) -> Iterator[Amount]:
    text = places.text
    for hit in _hits(PERCENT, text, places.before(PERCENT_UNITS)):
        start, _, value, *_ = _ranged(text, hit, -1.0 if hit["sign"] else 1.0, "percent")
        before = text[max(0, start - 24) : start]
        opening = BETWEEN_NUMBERS.search(before) if before[-4:-1].lower() == "and" else None
        if opening and not isinstance(value, tuple):
            start, value = start - len(opening["range"]), _pair(_number(opening["a"]), value)
        yield Amount(start, hit.end(), value, "percent", _is_prior(text, start, value))


def _counts(places: _Places) -> Iterator[Amount]:
    text = places.text
    # What is counted has too many names to look before each.
    if not any(word in places.lower for word in COUNTED):
        return
    for hit in _hits(COUNT, text, places.numbers):
        unit = "shares" if hit["u"].lower().startswith("share") else "GPUs"
        count = _counted(hit["a"]) * (_scale(hit["sa"]) or 1.0)
        if unit == "shares" or count < MOST_CHIPS:
            yield _amount(text, hit, count, unit)


def _times(places: _Places) -> Iterator[Amount]:
    for hit in _hits(TIMES, places.text, places.before(TIMES_UNITS)):
        if GOODS_COUNTED.match(places.text, hit.end()):
            continue  # "8x H100 SXM"
        yield _amount(places.text, hit, _number(hit["a"]), "x")


def _deviations(places: _Places) -> Iterator[Amount]:
    for hit in _hits(DEVIATIONS, places.text, places.before(DEVIATION_UNITS)):
        low, high = _signed(hit["sign"], hit["a"]), _signed(hit["sign_b"], hit["b"]) if hit["b"] else None
        yield _amount(places.text, hit, _pair(low, high), "percentile" if hit["centile"] else "sigma")


def _signed(sign: str | None, number: str) -> float:
    return -_number(number) if sign in {"-", "\u2212"} else _number(number)


def _han(text: str) -> Iterator[Amount]:
    """Amounts in Chinese: the unit decides, a number alone is none."""
    for hit in re.finditer(HAN_MONEY, text):
        second_scale = _scale(hit["sb"])
        value = _pair(
            _number(hit["a"]) * (_scale(hit["sa"]) or (second_scale if hit["b"] else None) or 1.0),
            _number(hit["b"]) * (second_scale or 1.0) if hit["b"] else None,
        )
        before = re.search(HAN_BEFORE, text[max(0, hit.start() - 20) : hit.start()])
        rate = hit["rate"] or (f"{before['what']}/{before['when'] or ''}" if before else None)
        yield _priced(text, hit.start(), hit.end(), value, rate)
    for hit in re.finditer(HAN_POWER, text):
        factor = {"千兆瓦": 1e3, "吉瓦": 1e3, "百万千瓦": 1e3, "万千瓦": 10.0, "兆瓦": 1.0}[hit["u"]]
        first, second = factor * (_scale(hit["sa"]) or 1.0), factor * (_scale(hit["sb"]) or 1.0)
        yield _amount(
            text, hit, _pair(_number(hit["a"]) * first, _number(hit["b"]) * second if hit["b"] else None), "MW"
        )
    for hit in re.finditer(HAN_PERCENT, text):
        yield _amount(text, hit, _number(hit["a"]), "percent")
    for hit in re.finditer(HAN_COUNT, text):
        yield _amount(text, hit, _number(hit["a"]) * (_scale(hit["sa"]) or 1.0), "shares" if hit["share"] else "GPUs")
    for hit in re.finditer(HAN_TERM, text):
        is_year = hit["u"] == "年" and hit["a"][0].isdecimal() and _number(hit["a"]) > HAN_LAST_YEAR
        if not is_year:
            yield _amount(text, hit, _number(hit["a"]), "years" if hit["u"][0] == "年" else "months")
    for hit in re.finditer(HAN_TIMES, text):
        yield _amount(text, hit, _number(hit["a"]), "x")


def _spoken(places: _Places) -> Iterator[Amount]:
    text = places.text
    for hit in _hits(SPOKEN, text, places.before(("billion",))):
        of_money = SPOKEN_OF.search(text[max(0, hit.start() - 64) : hit.start()]) or SPOKEN_IN.match(text, hit.end())
        if of_money:
            yield _ranged(text, hit, 1e9, "USD")


READERS: tuple[Callable[[_Places], Iterator[Amount]], ...] = (
    _money,
    _bracketed,
    _dollars,
    _spoken,
    _percents,
    _counts,
    _times,
    _deviations,
    _powers,
    _terms,
    _multiples,
)


def _amount(text: str, hit: re.Match[str], value: float | tuple[float, float], unit: str) -> Amount:
    return Amount(hit.start(), hit.end(), value, unit, _is_prior(text, hit.start(), value))


def _ranged(text: str, hit: re.Match[str], factor: float, unit: str) -> Amount:
    """A number of a unit, or two; "480 MW in 2026 and 1.2 GW by 2027" has a year before the second, and no range."""
    start, first, second = hit.start(), _number(hit["a"]) * factor, hit["b"]
    value: float | tuple[float, float] = first
    if second and YEAR.fullmatch(hit["a"]) and _number(second) < _number(hit["a"]):
        start, value = hit.start("b"), _number(second) * factor
    elif second:
        value = _pair(first, _number(second) * factor)
    return Amount(start, hit.end(), value, unit, _is_prior(text, start, value))


def _pair(low: float, high: float | None) -> float | tuple[float, float]:
    if high is None:
        return low
    return (low, high) if low <= high else (high, low)


def _counted(text: str) -> float:
    """A number that may be written "half a"."""
    return 0.5 if text.lower().startswith("half") else _number(text)


def _number(text: str) -> float:
    if text[0].isdecimal():
        return float(text.replace(",", ""))
    return float(WORDS[text.lower()]) if text[0].isascii() else _han_number(text)


def _han_number(text: str) -> float:
    """A number in Chinese characters below ten thousand.

    >>> [_han_number(word) for word in ("十五", "二十", "三百五十", "两千", "半")]
    [15.0, 20.0, 350.0, 2000.0, 0.5]
    """
    if text == "半":
        return 0.5
    total, held = 0, 0
    for sign in text:
        if sign in HAN_DIGITS:
            held = HAN_DIGITS[sign]
        else:
            total, held = total + (held or 1) * HAN_TENS[sign], 0
    return float(total + held)


def _scale(text: str | None) -> float | None:
    if not text:
        return None
    word = text.strip().strip("-").lower()
    return SCALES.get(word) or HAN_SCALES.get(word)


def _comparator(text: str, amount: Amount) -> str | None:
    """What the words right before or behind an amount make of it. "Over five years" is a time, no minimum."""
    before = text[max(0, amount.start - 24) : amount.start]
    is_compared = before.rstrip().lower().endswith(ENDS_OF_COMPARING)
    hit = (COMPARED.search(before) if is_compared else None) or AFTERWARDS.match(text, amount.end)
    if hit is None or hit.lastgroup is None:
        return None
    found = hit.lastgroup.removesuffix("_han").removesuffix("_sign")
    is_duration = amount.unit in {"years", "months"} and hit[0].strip().lower() in {"over", "under", "past", "近"}
    return None if is_duration else found


def _is_prior(text: str, start: int, value: float | tuple[float, float]) -> bool:
    """A lone "from" before a range opens the range ("from $5 to $7 billion") and says nothing about before."""
    before = text[max(0, start - 48) : start]
    lower = before.lower()
    if not any(word in lower for word in PRIOR_WORDS):
        return False
    hit = PRIOR.search(before)
    if hit is None:
        return False
    return (
        not (isinstance(value, tuple) and hit[0].strip().lower() == "from") or RANGE_BEFORE.search(before) is not None
    )
