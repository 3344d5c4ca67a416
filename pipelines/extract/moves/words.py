"""The words that the rules of price moves ask for one at a time: what may stand between a mover and its move, what not.

Phrases that start a move are data (events/*.toml: `fall`, `rise`, `record_low`, ...); these are the short closed lists
around them, as sets, because they are looked up per word in the hottest loop of the extractor.
"""

from __future__ import annotations

FILLER = frozenset(
    """shares share stock stocks price 's ’s is are was were has have had be been being also each both
    further sharply nearly about almost as much to just up over more than roughly around some again fell
    closed ended ending close trading traded trades finished opened quickly already now then an a the early late in
    premarket after-hours trade itself suddenly briefly nasdaq nyse : $ corp inc class by initially still
    another all today day session week morning afternoon changing hands on monday tuesday wednesday thursday friday
    u.s.-listed settled seen marked dragged even high closing adrs adr only well currently shrs intraday pre market
    rose down really modestly slightly steadily steeply heavily remain remains remained remaining stay stays
    stayed too once keep keeps kept continue continues continued continuing begin begins began start starts started
    go goes going went get gets got getting far ytd year-to-date overnight post-market afterhours postmarket year
    quarter month this last past common ordinary saturday sunday jointly longer way right straight back
    come comes came coming move moves moved moving edge edges edged edging inch inches inched inching tick ticks ticked
    ticking drift drifts drifted drifting grind grinds grinding creep creeps crept creeping nudge nudges nudged nudging
    trend trends trended trending lurch lurches lurched head heads headed heading end finish closes ends finishes settle
    settles swing swings swung swinging flip flips flipped mixed broadly mostly both
    powered powers power powering stood stands marched roared surged cruised
    push pushes pushed pushing point points pointed pointing
    preferred depositary receipts receipt gdrs adss ads bucked open opens opening""".split()
)
"""Between a mover and its verb."""
NOT_ADVERBS = frozenset("supply family assembly reply monopoly italy anomaly bully tally rally apply daily weekly "
                        "monthly "
                        "quarterly likely unlikely friendly only".split())  # fmt: skip
"""They end like an adverb."""
STRONG_NEXT = frozenset(
    """as on after amid in by to following with from for despite but and while , . ; : ! ? — – - about nearly almost
    more over sharply again further since when before at during ahead monday tuesday wednesday thursday friday
    roughly around because this late early modestly slightly hard premarket after-hours -- ( together "'" ” ’
    '' alongside below above past under near toward towards today tonight overnight post pre until till if
    higher lower even heavily sharp big double-digits again some yesterday next out thanks sending dragging then well
    intraday just last | … so throughout across without amidst due given where whereas off back year-to-date ytd ah
    lol fast double triple another regardless too / steeply dramatically wildly saturday sunday q1 q2 q3 q4 versus
    compared alongside every through afterhours post-market postmarket premarket within then only hours week month
    following each yet instead anyway there now""".split()
)
WEAK = frozenset(
    """gain gains gained gaining lose loses lost add adds added shed sheds drop drops dropped advance advances
    advanced up down off lower higher pop pops popped dive dives recover recovers recovered ease eases losses
    lift lifts boost boosts slip take close give weaken hit hits tank pressure pressures knock knocks double doubled
    doubles triple tripled triples quadruple quadrupled quadruples
    losing adding running halved halves eased cooled cools weakened fade fades
    faded fading lags lagged lagging shine shines strengthen strengthens outperforms
    outperformed outperforming increase increases increased decrease decreased decreases""".split()
)
"""Verbs that also take objects or mean something else."""
WEAK_NEXT = frozenset({"", ".", "but", "during", "despite", "(", "—", "|",
                       "as", "after", "on", "amid", ",", ";", "following", "this", "since", "so", "!", "?",
                       "while", "ahead", "hard", "today", "premarket", "again", "late", "monday", "tuesday",
                       "wednesday", "thursday", "friday"})  # fmt: skip
SESSIONS = frozenset("premarket pre late after early extended hong tokyo seoul taipei trading morning afternoon "
                     "new frankfurt amsterdam after-hours the-session intraday overnight".split())  # fmt: skip
"""Behind "in": "gains in late trading"."""
BEGUN = frozenset("earnings report results correction bear bearish downtrend red weekend close closing holiday print "
                  "friday monday".split())  # fmt: skip
"""Behind "into": when, or what territory, and no market that a company goes into: "eases into earnings"."""
FEARED = frozenset("hopes hope fears fear bets bet expectations worries concerns predictions prediction calls "
                   "forecasts odds "
                   "risk risks talk warning warnings likely possible looms looming hopefuls protection "
                   "scenario".split())  # fmt: skip
"""Behind the noun of a move they say that it has not happened."""
CLOSING = frozenset({"close", "closed", "closing", "end", "ended", "finish", "finished", "settled", "traded"})
LEGAL = frozenset({"co", "co.", "ltd", "ltd.", "inc", "inc.", "corp", "corp.", "plc", "holdings", "n.v.", "s.a."})
PARTICLES = frozenset({"up", "off", "down"})
STATES = frozenset({"up", "off", "down", "higher", "lower"})
"""What an index or a group simply is: "the S&P 500 is slightly higher over this period"."""
MULTIPLES = frozenset({"double", "doubled", "doubles", "triple", "tripled", "triples", "quadruple", "quadrupled",
                       "quadruples"})  # fmt: skip
SELLING = frozenset({"selloff", "sell-off", "rout", "sell off", "slump", "losses", "selloffs", "sell-offs", "wipeout",
                     "routs", "rally", "tailspin", "carnage"})  # fmt: skip
INVESTORS = frozenset(
    {"investors", "investor", "traders", "market", "markets", "street", "shareholders", "bulls", "bears"}
)
"""Whoever punishes or rewards a company does it through the price of its share."""
SURE = frozenset(
    """tumble tumbles tumbled tumbling plunge plunges plunged plunging plummet plummets plummeted plummeting
    crater craters cratered nosedive nosedives soar soars soared soaring surge surges surged surging
    skyrocket skyrockets skyrocketed skyrocketing slump slumps slumped slumping rallies rallied rallying
    rebound rebounds rebounded rebounding crash crashes crashed crashing tank tanks tanked tanking slide
    slides slid sliding sank sinking sell-off retreats retreated swoons collapses collapsed rips ripping
    rocketed vaults vaulted nosediving cratering dived dove swoon swooned swooning nosedived leaps leapt leaped leaping
    jumps jumped jumping climbs climbed climbing sinks falls fell falling slips slipped slipping dips dipped skids
    skidded stumbles stumbled pops popped spikes spiked zooms zoomed zooming moons mooning mooned dumping slumping
    implodes imploded crumbles crumbled unravels unraveled wobbles wobbled sags sagged retreating swooning rises rising
    skyrocket explodes exploded explode falters faltered nuking sizzles spirals spiraled collapsed collapse
    whipsaws whipsawed seesaws wavers wavered""".split()
)
"""Verbs that move a price whatever follows, unless they take an object."""
OBJECT_NEXT = frozenset({"the", "a", "an", "its", "their", "into", "that", "this", "his", "course", "test", "behind",
                         "short", "through", "onto", "plans", "plan", "bid", "hints", "support", "out", "ahead", "for",
                         "our", "your", "my", "ranks", "ranking",
                         "rankings", "ladder", "aboard", "ship", "apart", "foul",
                         "victim", "prey", "back"})  # fmt: skip
SINCE = frozenset({"after", "since", "despite", "while", "on", "from", "even", ",", "before"})
SHARES = frozenset({"shares", "stock", "stocks", "share", "shrs", "stock's", "adrs"})
HELD = frozenset(
    """eyes eye suffers suffer suffered suffering posts post posted posting heads head heading on track set sees see saw
    seeing even
    having has have had its their in for logs log logged notches notch notched notching books book booked mark marks
    marked enjoys enjoyed hits hit hitting reaches touches reached touched falls fall to a an the touch at near nears
    toward is are up down as new fresh weekly monthly daily record since scores scored score score takes took take
    taking extends extended extend extending endures endured endure experienced experiences experience stages staged
    stage staging snaps snapped caps capped records recorded delivers clocks clocked held hold holds onto registers
    registered rides riding posting made makes make seen witnesses witnessed pared pares rings trims
    trimmed closes close closed ends ended at climbs climbed jumps jumped soars soared rises rose surges surged drops
    dropped sinks sank slides slid tumbles tumbled plunge plunges plunged plunging slump slumps slumped slips slipped
    dips dipped crash crashes crashed retreats retreated advances advanced gains gained rallies rallied rockets rocketed
    shoots shot pushes pushed marches marched moves moved trades traded trading leaps leapt climbing rising falling
    dropping sinking sliding tumbling soaring surging jumping enter enters entered entering flirts flirt into
    among pace course way en route set poised headed heading toward towards looks sits sat print prints tags tagged grab
    grabs earn earns carves approaches approaching mounts mounted mount mounting launches launched touching undergoes
    flash flashes flashed clinches clinched lead leads led one of breaks broke breaking retests tests
    tested powers powered hitting scoring extending sustain sustains sustained deepens deepen deepened resume resumes
    resumed
    resuming erases nurses nursing kicks off ride seeing having getting enjoying suffering sets experiencing marking
    notching vaults vaulted rips rip topping tops through leading join joins joined joining extends head
    heading""".split()
)
"""Between a mover and its record or the noun of its move: "SOXX heads for its worst month"."""
PARING = frozenset({"pared", "pares", "trims", "trimmed", "snaps", "snapped", "caps", "capped", "erased", "erases",
                    "below",
                    "avoids", "avoided", "exits", "exited"})  # fmt: skip
"""They end a move, so that the noun behind them says nothing."""
QUALIFIERS = frozenset(
    """first second third fourth fifth sixth seventh eighth ninth tenth straight consecutive biggest largest steepest
    sharpest worst best double-digit triple-digit single-digit significant sharp steep modest hefty massive big huge
    small slight broad broader wild brutal heavy strong another one-day two-day three-day weekly daily monthly
    percentage day week month one two three four five six seven eight winning losing multi-week multiday multi-day
    double triple single digit - more than about nearly over almost roughly premarket after-hours early late recent
    stunning dramatic broad-based post-earnings longest bruising deep deeper dizzying nasty ugly painful furious fierce
    relentless stealth relief epic monster mammoth whopping eye-popping jaw-dropping blistering torrid powerful swift
    sudden rapid vicious savage sizable sizeable substantial notable solid healthy stellar violent dead-cat five-day
    four-day six-day seven-day eight-day nine-day ten-day nine ten five-session single-session weeklong months-long
    months long year-long yearlong multi month-long marathon ai-driven ai-fueled ai-led earnings-driven historic record
    record-breaking record-setting remarkable spectacular meteoric parabolic explosive impressive robust sustained risk
    panic tech-led chip-led post - earnings ipo broad-market market market-wide marketwide sector-wide v-shaped
    afternoon morning midday friday monday tuesday wednesday thursday fresh new late-day s&p hard severe punishing
    major further additional cumulative larger bigger steeper sharper greater
    collective combined bumper blockbuster furious hefty vertical share stock
    price""".split()
)
"""Between an article and the noun of a move."""
MODAL = frozenset({"could", "would", "may", "might", "can", "should", "if", "will", "n't", "not", "never"})
BACKGROUND = frozenset(
    """after amid amidst despite following from since before during by with to for against into without beyond behind
    through of like than as if given""".split()
)
"""A noun of a move behind one of these is the setting, not the news."""
NOUNS = frozenset(
    """selloff sell-off rout rally slide plunge slump tumble surge rebound crash drop decline jump gain gains losses
    swoon retreat bounce pop spike pullback meltdown bloodbath comeback climb fall rise advance dive loss correction
    dip sell-off plunge leap selloffs sell-offs selloffs sell-offs routs wipeout wipe-out carnage downturn nosedive
    tailspin
    reversal stumble skid rallies surges upswing run-up runup melt-up turnaround squeeze shortsqueeze uptick drops
    declines plunges drawdown pullbacks slumps slides shakeout downdraft downswing weakness jumps ascent bounces
    spikes strength decrease increase decreases increases pops leaps depreciation appreciation""".split()
)
PURE = frozenset(
    """selloff sell-off rally slide plunge rout crash swoon tumble slump rebound meltdown bloodbath pullback
    comeback selloffs sell-offs routs wipeout wipe-out carnage nosedive tailspin rallies run-up melt-up drawdown
    pullbacks slumps slides plunges shakeout downdraft""".split()
)
"""Nouns that mean shares when nothing else is named: "the semiconductor rally", "Nvidia's slide"."""
LOSING = frozenset("lost lose loses losing shed sheds shedding wiped wipe wipes wiping erased erase erases erasing "
                   "evaporated evaporate evaporates vaporized wipeout shaved shaves".split())  # fmt: skip
GAINING = frozenset("adds added add adding gains gained gain gaining hits hit hitting tops topped top topping "
                    "surpasses surpassed surpass surpassing crosses crossed cross crossing reaches reached reach "
                    "reaching joins joined join passes passed exceeds exceeded nears eclipses eclipsed "
                    "breaches breached".split())  # fmt: skip
"""What is done to a market value."""
TAKING_OFF = LOSING | frozenset("knocked knocks knock knocking cut cuts slashed slash slashes took takes take taking "
                                "lopped "
                                "lops chopped chops clipped clips sliced slices wipe vaporizes stripped "
                                "strips".split())  # fmt: skip
"""What is done with an amount that comes off a value or a price."""
FRACTIONS = frozenset("third half quarter fifth two-thirds three-quarters most quarter tenth % percent fourth".split())
"""What part of its value a share has lost."""
LARGE = 5e9
"""USD; a sum that only the value of all shares can lose."""
LIKE = frozenset(
    {"like", "including", "such", "notably", "namely", "especially", "particularly", "as", "for", "e.g.", "led", "by"}
)
"""Between a group and those of it that are named."""
APPOSITION = 24
"""Most tokens of a description between commas."""
TAILS = LEGAL | {
    "etf",
    "fund",
    "trust",
    "energy",
    "corporation",
    "group",
    "technologies",
    "technology",
    "tech",
    "holding",
    "limited",
    "company",
}
"""The rest of a company's name: "Vistra Energy Corp"."""
PLACES = frozenset("asia europe tokyo seoul taipei shanghai kong amsterdam frankfurt york london china japan korea "
                   "taiwan "
                   "sydney shenzhen paris".split())  # fmt: skip
BRACKET = 8
"""Most tokens in a bracket behind a name."""
FELLOWS = frozenset({"rival", "rivals", "peer", "peers", "fellow", "competitor"})
LEADS = frozenset({"lead", "leads", "led", "leading", "paced", "paces", "headed", "topped"})
DRAGGING = frozenset("drag drags dragged dragging pull pulls pulled weigh weighs weighed".split())
INDEX_NOUNS = frozenset({"index", "gauge", "average", "composite", "benchmark", "etf", "fund"})
ASIDES = frozenset({",", "-", "–", "—", "--"})
"""They enclose a description."""
VALUE_WORDS = frozenset({"market", "cap", "value", "capitalization", "valuation"})
STRICKEN_NEXT = frozenset({"", ":", ";", ",", "as", "after", "amid", "by", "on", "following", "again", "today",
                           "premarket",
                           "in", "for", "despite", "since", "monday", "tuesday", "wednesday", "thursday",
                           "friday"})  # fmt: skip


def is_filler(word: str) -> bool:
    """Whether a word may stand between a mover and its verb: of the list, or an adverb."""
    return word in FILLER or (word[-2:] == "ly" and len(word) > 4 and word not in NOT_ADVERBS)
