"""How single lines of a page's furniture look: bylines, menus, tickers, links to other stories, cookies, disclaimers.

What must never happen: a sentence of the article taken for one. So wording counts at the beginning of a line only, and
where the same words may begin a sentence, they count as far as nothing but them stands in the line: "Up next" is a
heading, "Up next for Nvidia is a contract" is news. A sign of prose, the stop at the end, outweighs most of them.

A heading over links is told by a grammar of pages ("more", "related", "our" with "stories", "reads", "headlines"), not
by a list of all headings; what stands under it is decided in `zones`, and so is what a line of names alone is.
"""

from __future__ import annotations

import re

BYLINE, NAVIGATION, RELATED, BOILERPLATE = "byline", "navigation", "related", "boilerplate"
"""Kinds of zones that are no part of the news."""

LONG_LINE = 300
"""Characters; a longer first line is a paragraph, of which the first sentence is the headline."""
DECK_LINE = 240
PARAGRAPH = 80
"""A line this long is prose."""
SHORT_LINE, SHORT_WORDS = 24, 3
"""What a menu entry, a ticker or an author's name takes at most."""
LINKS = 20
"""Most lines under one "Related stories"."""

# ── wording ─────────────────────────────────────────────────────────────────────────────────────────


def _line(alternatives: str) -> re.Pattern[str]:
    """A pattern of one alternative per line; blanks in it are blanks of the text."""
    return re.compile("|".join(alternatives.strip("\n").splitlines()), re.IGNORECASE)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = "|".join(
    (
        r"\d{4}[-/.]\d\d?[-/.]\d\d?",
        rf"{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}",
        rf"\d{{1,2}}\s{_MONTH},?\s\d{{4}}",
        r"\d{1,2}/\d{1,2}/\d{2,4}",
    )
)
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?\s?(?:\(?[a-z]{2,4}\)?)?"
_STAMPED = r"(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?:? "
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? "
DATE_LINE = re.compile(
    rf"(?:{_STAMPED})?(?:{_WEEKDAY})?(?:{_DAY})(?:[\s,|·•—–-]{{1,3}}(?:at )?{_CLOCK})?"
    r"(?:[\s,|·•—–-]{1,3}\d+ min(?:ute)?s? read)?$",
    re.IGNORECASE,
)
BYLINE_LINE = _line(r"""
(?:original |photo |image )?(?:author|source|editor|translator|photo|image|credit|photograph)s?\s?:
(?:additional )?(?:reporting|editing|writing) by\s
(?:written|edited|translated|compiled|reviewed) by\s
\d{1,3} min(?:ute)?s? read\b
(?:estimated )?reading time
this article is about \d+ words
(?:published|updated|posted|last updated) (?:\d+|an?) (?:minute|hour|day)s? ago
""")
_NAME = r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,2}"
AUTHOR_LINE = re.compile(rf"(?:By|BY) {_NAME}(?:(?:, | and | & ){_NAME}){{0,3}}(?:\s?[,|·•(–-].{{0,60}})?$")
_NETWORK = r"(?:facebook|twitter|linkedin|whatsapp|reddit|x|telegram|e-?mail|copy link)"
_PIECE = "(?:article|content|material|report|post|information)"
BOILERPLATE_LINE = _line(rf"""
sign up (?:for|to|now|here|today)\b
subscribe (?:to|for|now|here|today)\b
(?:sign up|subscribe|log ?in|sign in|register)$
already a subscriber
create (?:an?|your) (?:free )?account
(?:get|join) (?:our|the) (?:\w+ ){{0,3}}(?:newsletter|community|telegram|discord|channel)
(?:welcome to join|follow us)\b
(?:share|tweet|print|e-?mail|save|bookmark|copy link|comments?(?: \(\d+\))?)$
(?:expand|collapse|menu|search|home|advertisement|listen|gift article)$
share (?:this|on|via)\b
{_NETWORK}(?:[\s|,/·]+{_NETWORK}){{1,6}}$
we use cookies
this (?:web)?site uses cookies
by (?:clicking|continuing|using this (?:web)?site)\b
(?:accept|reject|manage)(?: all)? cookies
(?:cookie|privacy) (?:policy|settings|notice)$
terms of (?:service|use)\b
disclaimer\s?(?::|$)
disclosure\s?:
risk warning\b
this {_PIECE} (?:is not|is for|is provided)\s
this {_PIECE} (?:does not (?:constitute|represent)|was (?:generated|translated))\s
(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed\b
not (?:investment|financial) advice
past performance (?:is|does)\b
all rights reserved
copyright (?:©|\(c\)|\d{{4}})
©
skip to (?:main )?content
(?:view|show|load|see) (?:market|more|all|comments?|original|full article)$
(?:ai )?summary$
download (?:the|our) (?:\w+ )?app\b
(?:#\s?)?(?:url|source url|link)\s?:\s
https?://\S+$
the post .{{1,200}} appeared first on
continue reading\b
click here\b
(?:have|got) a tip\b
our standards\s?:
""")
_WHICH = "|".join(
    """related similar recommended suggested recent latest top popular trending other more further must hot featured
    sponsored promoted next previous editor'?s'? our most""".split()
)
_WHAT = "|".join(
    """stories story articles? news posts? coverage content topics? headlines? reads? reading links videos?
    quotes""".split()
)
_PICKS = "(?:editor'?s?'?|staff|our) picks?"
_MOST = "most (?:read|popular|viewed|watched|shared|commented)"
_BESIDE = r"(?:more )?(?:from|on|around|across) (?:around )?the web|(?:more )?from our (?:partners?|sponsors?|network)"
_FOR_YOU = "(?:more |just )?for you|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)"
_GO_ON = "(?:read|see|explore|discover) (?:more|next|also)|also read|see also|keep reading|(?:go|dive|dig) deeper"
_MISSED = "in case you missed it|icymi|don'?t miss(?: (?:it|this|these))?|what to (?:read|watch) next|in other news"
_LISTS = "|".join(
    (
        rf"(?:(?:{_WHICH}) ){{1,2}}(?:{_WHAT})|stories for you",
        r"more (?:from|in|about) [\w .'&]{1,30}|more (?:like|on) this(?: (?:topic|story|subject))?",
        f"related|recommended|suggested|trending|popular|latest|sponsored|promoted|up next|next up|{_MOST}|{_PICKS}",
        f"{_BESIDE}|{_FOR_YOU}|{_GO_ON}|{_MISSED}",
    )
)
_HANZI_WHICH = (
    "相关|相關|推荐|推薦|延伸|扩展|拓展|热门|熱門|更多|最新|精选|编辑|往期|今日|热点|猜你|你可能|大家都在|其他"
)
_HANZI_WHAT = (
    "[阅閱][读讀]|文章|新闻|新聞|资讯|报道|報導|推荐|推薦|内容|专题|链接|喜欢|感兴趣|热文|排行榜?|精选|话题|快讯|看"
)
LINKS_HEADING = re.compile(
    rf"(?:(?:{_LISTS})(?: (?:now|today|this week|right now|for you|here))?"
    rf"|(?P<one>(?:previous|next)(?: (?:post|article|story))?)"
    rf"|(?:(?:{_HANZI_WHICH})(?:也|还|会){{0,2}}){{1,2}}(?:{_HANZI_WHAT}){{1,2}}) ?[:：]?$",
    re.IGNORECASE,
)
"""What stands over links to other stories, or to one."""
LONGEST_HEADING = 48
SECTION = re.compile(
    r"(?:markets?|tech(?:nology)?|business|opinion|world|politics|finance|economy|companies|stocks|investing|video"
    r"|podcasts?|newsletters?|commentary|features"
    r"|(?!.*\d)(?:[\w'&.-]+ ){1,4}(?:stories|articles|headlines|reads|posts|coverage|videos|podcasts|news))$",
    re.IGNORECASE,
)
"""What may stand over them as well; that it does is told by what follows, up to the end."""
SECTION_LINKS, LINK_WORDS = 2, 4
"""So many links of so many words at least."""
ORNAMENT = " *#|•·–—-←→«»‹›<>▶►[]()"
_LINKED = "|".join(
    (
        "read(?: (?:more|next|also))?|see (?:more|also)|also read|what to read next|must[- ]read|more (?:stories|news)",
        "related(?: (?:stor(?:y|ies)|articles?|news|posts?|reading|coverage|topics|links))?|more on this(?: story)?",
        r"you (?:may|might) (?:also )?(?:like|be interested in)|more from [\w .']{1,30}|in case you missed it|icymi",
        "recommended (?:for you|stories|articles|reading)|further reading|editors?'? picks?",
        "popular (?:stories|articles)",
    )
)
_OFTEN_LINKED = (
    "recommended|trending(?: now)?|most (?:read|popular)|latest (?:news|stories|headlines)|top stories|up next|next"
    "|previous|watch(?: now| live)?|don'?t miss(?: .{0,20})?"
)
_ARROW = r"\s?(?:[:>»→|–—]|-\s)\s?\S"
RELATED_LINE = re.compile(rf"[\[(*•»›▶►]{{0,2}} ?(?:{_LINKED}){_ARROW}|[»›] ?(?!.*[«‹])", re.IGNORECASE)
"""A link in a line of its own."""
LEAD_LINE = re.compile(rf"[\[(*•▶►]{{0,2}} ?(?:{_OFTEN_LINKED}){_ARROW}", re.IGNORECASE)
"""A link as well, where it is no sentence and does not come first: "Trending: CoreWeave wins" may be a headline."""
AGO_LINE = re.compile(
    r"(?:\d{1,2}|an?) ?(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|[hmd]) ago(?:\s?[|·•–—-]\s?[\w .,]{1,40})?$",
    re.IGNORECASE,
)
"""How old a story is, beside the link to it."""
_CRUMB = r"[A-Z][\w &'.]{0,28}\w"
CRUMBS = re.compile(rf"home ?(?:[>»›|/]|::) ?.{{1,200}}$|(?-i:{_CRUMB}(?: ?[>»›] ?{_CRUMB}){{2,8}}$)", re.IGNORECASE)
"""The way to a page: "Home > Markets > Technology"."""
_IN_SHORT = r"(?:ai )?summary|key (?:points|takeaways|facts|highlights)|tl;?dr|at a glance|in brief|the gist"
SUMMARY_LINE = re.compile(rf"(?:[•*·-] ?)?(?:{_IN_SHORT})\s?(?P<text>$|:)", re.IGNORECASE)
BULLET = re.compile(r"(?:[•*·▪‣–-]|\d{1,2}[.)])\s")
ABOUT_LINE = re.compile(r"About (?:the )?(?P<name>[A-Z0-9][\w&-]*)(?: [\w.&',()-]+){0,5}:?$")
TAIL_LINE = _line(r"""
(?:[\w ]{0,30}(?:regarding|concerning|on) )?forward-looking statements?\b.{0,40}$
safe harbor\b.{0,40}$
(?:media|press|investors?|analysts?|company)(?: (?:and|&) \w+)?(?: relations)? (?:contacts?|inquiries|enquiries)\s?:?$
contacts?\s?:$
view (?:source version|original content)\b
""")
MENU = re.compile(r"[^.!?|/›»·]{1,30}(?:\s?[|›»·]\s?[^.!?|/›»·]{1,30}){3,12}$")
_FIGURE = r"[\s:|]+[$€£(]?[-+−▲▼]?[$]?[\d,]{0,12}\.?\d{1,6}[%kKmMbB]?\)?"
TAPE = re.compile(rf"[$^]?[A-Z][A-Z0-9.=/]{{0,9}}(?:{_FIGURE}){{1,3}}$")
"""A symbol with its price and change."""
SYMBOL = re.compile(r"[$^]?[A-Z]{1,5}(?:\.[A-Z]{1,2})?$")
_NUMBER = r"[$€£]?\d[\d,]*+(?:\.\d++)?+"
_MOVE = rf"(?:[-+−▲▼↑↓]\s?{_NUMBER}%?+|{_NUMBER}%|[$€£]?\d[\d,]*+\.\d++)(?:[\s(]{{1,2}}[-+−▲▼]?{_NUMBER}%?+)?+\)?+"
_PAIR = (
    rf"[$^]?[A-Z][\w.&'/-]*+(?: [A-Z0-9&][\w.&'/-]*+){{0,2}}?(?:[\s:(]{{1,3}}{_NUMBER}(?![\d%])){{0,2}}"
    rf"[\s:(]{{1,3}}{_MOVE}"
)
STRIP = re.compile(
    rf"{_PAIR}(?:[\s|,;·•/]{{1,4}}{_PAIR}){{2,}}$|[$^]?[A-Z]{{1,5}}(?:\s?[|,·•]\s?[$^]?[A-Z]{{1,5}}){{2,}}$"
)
"""Three symbols or more in a line, with their moves or with nothing: a sentence says more."""
QUOTED = 3
"""So many quotes in a row are a strip as well, on lines of their own."""
INLINE = (
    "sign up for", "subscribe to our", "subscribe to the", "appeared first on", "first appeared on", "read more at",
    "read the full", "continue reading", "click here", "this article is about", "our newsletter", "follow us on",
    "(related:", "(read more:", "(also read:", "(read also:", "(see also:",
    "uses cookies", "we use cookies", "not investment advice", "not financial advice", "all rights reserved",
)  # fmt: skip
"""Wording that makes the sentence around it furniture, in lower case."""


# ── what a line is ──────────────────────────────────────────────────────────────────────────────────


def later_kind(text: str) -> str:
    """What wording makes a line that is not the first: "By Selling Compute, Meta Turns Rival" is a headline there."""
    if AUTHOR_LINE.match(text):
        return BYLINE
    return RELATED if not is_prose(text) and LEAD_LINE.match(text) else ""


def is_age(text: str) -> bool:
    """Whether a line says how old a story is, and nothing else: "2 hours ago"."""
    return " ago" in text and AGO_LINE.match(text) is not None


def fixed_kind(text: str) -> str:
    """What the wording of a line alone makes it; empty when it is open."""
    if len(text) <= LONG_LINE:
        if DATE_LINE.match(text) or BYLINE_LINE.match(text) or is_age(text):
            return BYLINE
        # Most lines have none of the signs that part the entries of a menu.
        if ("|" in text or not text.isascii()) and MENU.match(text):
            return NAVIGATION
        if not text.endswith(".") and CRUMBS.match(text):
            return NAVIGATION
    if RELATED_LINE.match(text) or links_under(text):
        return RELATED
    return BOILERPLATE if BOILERPLATE_LINE.match(text) else ""


def links_under(text: str) -> int:
    """How many links at most stand under a heading; 0 where the line is none."""
    hit = LINKS_HEADING.match(text.strip(ORNAMENT)) if len(text) <= LONGEST_HEADING else None
    return 0 if hit is None else 1 if hit["one"] else LINKS


def is_prose(text: str) -> bool:
    """Whether a line ends as sentences do, or is as long as no headline."""
    return text.rstrip("\"'”’)").endswith((".", ":", "。")) or len(text) > LONG_LINE


def is_strip(text: str) -> bool:
    """Whether a line is nothing but symbols and their moves."""
    return len(text) <= LONG_LINE and not text.endswith(".") and STRIP.match(text) is not None


def is_quote(text: str) -> bool:
    """Whether a line is one symbol, alone or with its price."""
    return TAPE.match(text) is not None or SYMBOL.match(text) is not None


def is_link(text: str) -> bool:
    """Whether a line reads like the headline of another story."""
    return (
        len(text) <= DECK_LINE
        and text.count(" ") >= LINK_WORDS - 1
        and not is_prose(text)
        and not BULLET.match(text)
        and not text[0].islower()
    )


def is_bare(text: str) -> bool:
    """No sentence and no bullet: a few words, or a symbol with its price."""
    return TAPE.match(text) is not None or (
        _width(text) <= SHORT_LINE
        and text.count(" ") < SHORT_WORDS
        and not text.endswith((".", "!", "?", ":", ";", ",", '"', "%", "。"))
        and not BULLET.match(text)
    )


def _width(text: str) -> int:
    """How long a line is in letters; a Chinese character says as much as three."""
    return len(text) if text.isascii() else len(text) + 2 * sum("\u3400" <= sign <= "\u9fff" for sign in text)


def begins_tail(text: str, following: str) -> bool:
    about = ABOUT_LINE.match(text)
    # "About Nebius" over a portrait that begins with the name; over anything else it is a heading.
    return (about is not None and about["name"] in following[:PARAGRAPH]) or TAIL_LINE.match(text) is not None
