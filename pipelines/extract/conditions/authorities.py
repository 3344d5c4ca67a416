"""Conditions of export controls and regulation: which body acts, on what, and whether that touches computing.

A council bans, a company builds: who acts must be of the kind that can do such a thing.
"""

from __future__ import annotations

from pipelines.extract.conditions.firms import OF_INTEREST, PUBLIC, is_public
from pipelines.extract.conditions.general import AIM_REACH, NAME_REACH, Condition, chip_products
from pipelines.extract.conditions.main_clauses import GERUND, clear_clause
from pipelines.extract.conditions.power import POWER_REACH
from pipelines.extract.frames.drafts import Case
from pipelines.extract.passage import Sentence, Span
from pipelines.extract.roles.authorities import SEEKING, exporter, finder
from pipelines.extract.trade import CHIP_MAKERS, SINGLE_MINDED

FACED_WITHIN = 4
"""Most tokens between "faces" and the noun of a case."""
BEFORE_PROBE = frozenset(
    "as after amid on while over pressure scrutiny to from shareholder investor losses and questions".split()
)
"""Between who faces it and the case: it is only a setting."""
DUTIES = frozenset(
    """be pay pays bring supply provide cover obtain get seek shut curtail cut reduce limit stop halt cease remove
    dismantle disclose report publish file register submit apply comply meet source fund bear build install use buy
    purchase secure prove show share return divest sell notify wait undergo pass have adopt offset generate
    contribute post sign first also now not""".split()
)
"""Behind "must": what a rule can ask for."""
DENIALS = frozenset("not n't never nor denies denied avoids escapes".split())
"""Before a rule: it does not apply."""
CHIP_LAWS = frozenset({"gain", "chip", "overwatch", "access"})
"""Words of the names of bills on the trade in chips."""
CRITICISED = frozenset(
    """criticizes criticize criticized criticises slams slammed blasts blasted decries decried laments lamented
    condemned fears fear feared concerns worries worry worried concerned""".split()
)
"""What is said of a rule by those who do not make it."""
CONTROL_WORDS = frozenset({"controls", "curbs", "licensing"})
"""Words of a control on trade, whose border goes without saying."""
FOLLOWED = frozenset({"comply", "complying", "compliance"})
"""What others do with a rule that is there already."""
EVADED = frozenset(
    "avoid avoids avoiding skirt skirts dodge dodges despite under given evade evades circumvent bypass current "
    "existing amid "
    "comply violate violating watch".split()
)
"""Before a rule that somebody gets round, or acts against."""
BANS = ("ban", "block", "bar", "outlaw", "prohibit", "restrict")
"""How verbs begin that stop something."""
PASSING = ("approv", "back", "endors", "clear", "okay", "authori", "grant")
"""How verbs begin of letting something through."""
TARIFFS = frozenset("tariff tariffs duties levies levy".split())
"""Words of duties."""
CONTROLLING = ("export", "curb", "ban", "licen", "blacklist", "restrict")
"""How words begin that speak of a control on trade beside a duty."""
FOR_CHINA = frozenset("h20 h20s h800 h800s a800 b30a mi308".split())
"""Chips that were made for China alone, so that they name the border."""
NEEDING = frozenset("need needs needed require requires required needing requiring".split())
REFUSED = frozenset({"not", "n't", "never"})
LAWMAKERS = frozenset("lawmakers lawmaker senators senator legislators congressman committee democrats".split())
"""Who acts in a parliament, without a name."""
REMAINING = frozenset({"remain", "remains"})
EASED = ("reprieve", "relief", "exempt", "waiver", "rollback", "repeal", "reversal", "carve")
"""How nouns begin that take a limit back."""
LICENSING = frozenset("rule rules requirement requirements".split())
"""Behind "licence": a rule, and nothing that is let through."""
TAKING_BACK = ("revok", "suspend", "cancel", "withdr", "yank", "rescind", "pull")
"""Beginnings of verbs of who takes a licence back."""
RULE_NOUNS = frozenset(
    """rule rules tariff tariffs rate rates ordinance ordinances limits requirements fee fees surcharge standards cap
    caps restrictions curbs levy""".split()
)
"""What an authority passes that binds whoever builds."""
FREEING = frozenset("break breaks exemption exemptions relief waiver incentive incentives discount cut cuts".split())
"""What takes a burden off, and no ban."""
RULES = frozenset("rule rules draft proposal plan proposed".split())
"""What is withdrawn."""
SPEAKING = frozenset("says said warns warned sees".split())
MAYBE = frozenset("could may might would".split())
SCARCITIES = frozenset("limits constraints curbs shortages bottlenecks delays shortage crunch".split())
"""Nouns that hold somebody up without anybody's forbidding it."""
EFFECTS = frozenset(
    """leave force push mean hit threaten hamper hinder stall slow hold prompt keep put drive spur make cause hurt weigh
    loom bite stand remain could would will may might are were have continue leads""".split()
)
"""Right behind "limits" or "delays" they say that those are nouns."""
BILL_VERBS = frozenset("would will could to requires require seeks aims bans pauses limits".split())
"""Behind a bill: what it asks for."""


def _main_or_found(case: Case) -> bool:
    """The main clause, or what an authority finds: "China rules that Nvidia violated its laws"."""
    return clear_clause(case) or finder(case.trigger, case.sentence) is not None


def _public_actor(case: Case) -> bool:
    return is_public(case.actor, case.sentence)


def _public_or_nobody(case: Case) -> bool:
    return case.actor is None or is_public(case.actor, case.sentence)


def _is_made_for_china(case: Case) -> bool:
    """A chip that names the border it crosses."""
    return not FOR_CHINA.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.sentence.end])


def _exporter_acts(case: Case) -> bool:
    """Who exports is named, does it or asks to, and has not just been let ("wins approval to resume sales")."""
    hit = exporter(case.trigger, case.sentence, case.objects[0])
    if hit is None or _is_asked_for(case):
        return hit is not None
    let = ("trade_ease_noun", "trade_opened", "trade_grant")
    is_let = any(
        span != case.trigger and case.sentence.word(span[0]) != "to"
        for span in case.sentence.spans_inside(let, (hit.end, case.trigger[0]))
    )
    return not is_let and case.sentence.word(case.trigger[0] - 1) not in MAYBE | {"can"}


def _is_asked_for(case: Case) -> bool:
    """ "Seeks approval", "is asking to resume"."""
    low = case.sentence.clause(case.trigger[0])[0]
    return not SEEKING.isdisjoint(case.sentence.passage.lower[low : case.trigger[1]])


def _no_exporter_acts(case: Case) -> bool:
    """Not "AMD to resume exports", "Intel seeks approval": told of who exports, and nothing is allowed yet."""
    resumes = case.sentence.word(case.trigger[1] - 1) == "resume" and case.actor is None
    return not ((resumes or _is_asked_for(case)) and _exporter_acts(case))


def _chip_by_name(case: Case) -> bool:
    """Chips, by a word or by the name of one."""
    return bool(chip_products(case.sentence.names)) or case.sentence.has(("chip_thing",))


def _trade_authority(case: Case) -> bool:
    """An authority, or nobody where words of trade say that it is a matter of licences."""
    return case.sentence.has(("trade_rule",)) and _public_or_nobody(case)


def _people_act(case: Case) -> bool:
    """Those whom a site touches: residents, groups, opponents."""
    actor = case.actor
    return actor is not None and case.sentence.has(("litigant",), (actor.start, actor.end))


def _nobody_acts(case: Case) -> bool:
    return case.actor is None


def _ordered_party(case: Case) -> bool:
    """A passive whose subject stands right before it: a name, or a capital that opens the clause."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) == "must" and sentence.word(case.trigger[1]) not in DUTIES:
        return False  # "Google must double its capacity": no law says so.
    opens = at - sentence.clause(at)[0] <= GERUND and sentence.passage.words[at - 1][0].isupper()
    return opens or any(at - 2 <= name.end <= at for name in sentence.names)


def _not_refused(case: Case) -> bool:
    """What is let through: not "will not allow", "without a licence", nor the noun of "a licence rule"."""
    words = case.sentence.passage.lower
    rule = not LICENSING.isdisjoint(words[case.trigger[1] : case.trigger[1] + 1])
    before = words[max(case.sentence.start, case.trigger[0] - 3) : case.trigger[0]]
    if words[case.trigger[0]].startswith("licen") and not NEEDING.isdisjoint(before):
        return False  # "The UAE needs a licence to import Nvidia chips"
    if _takes_licence_back(case):
        return False
    return not rule and "without" not in before and REFUSED.isdisjoint(before[-2:])


def _takes_licence_back(case: Case) -> bool:
    """ "Revoked its licence", "suspended licences for exports": who had one has it no more."""
    sentence, (start, end) = case.sentence, case.trigger
    licence = next((at for at in range(start, min(end + 3, sentence.end)) if _is_licence(at, sentence)), None)
    if licence is None or sentence.word(licence + 1) in LICENSING | {"regime"}:
        return False  # "Suspended the licence requirement" eases.
    first = start if licence > start else max(sentence.start, start - 3)
    return any(sentence.word(at).startswith(TAKING_BACK) for at in range(first, licence))


def _is_licence(at: int, sentence: Sentence) -> bool:
    return sentence.word(at).startswith(("licen", "permit"))


def _no_reprieve(case: Case) -> bool:
    """A limit, not "a ban reprieve", nor "tighter export controls remain a risk"."""
    if not REMAINING.isdisjoint({case.sentence.word(end) for _, end in (case.trigger, case.object or case.trigger)}):
        return False
    return not case.sentence.word(case.trigger[1]).startswith(EASED)


def _not_withdrawn(case: Case) -> bool:
    """A limit, not "withdraws a proposed rule"."""
    words = case.sentence.passage.lower
    near = words[max(case.sentence.start, case.trigger[0] - 3) : case.trigger[1] + 3]
    return not any(word.startswith("withdr") for word in near) or RULES.isdisjoint(near)


def _no_delay_foreseen(case: Case) -> bool:
    """What an authority does, not "ERCOT says requests could delay hookups"."""
    sentence, at = case.sentence, case.trigger[0]
    if not sentence.word(at).startswith(("delay", "slow")) or case.actor is None:
        return True
    between = sentence.passage.lower[case.actor.end : at]
    return SPEAKING.isdisjoint(between) or MAYBE.isdisjoint(between)


def _rule_text(case: Case) -> bool:
    return case.sentence.passage.has("rule_thing")


def _chip_trade(case: Case) -> bool:
    """A rule on chips that cross a border: a chip, a word of trade, and the border; nothing that is merely evaded."""
    sentence, passage = case.sentence, case.sentence.passage
    before = [sentence.word(at) for at in range(case.trigger[0] - 4, case.trigger[0])]
    low = sentence.clause(case.trigger[0])[0]
    if not FOLLOWED.isdisjoint(sentence.passage.lower[low : case.trigger[0]]) or "subject" in before:
        return False  # "Stops sales to comply with curbs tightened in May", "subject to approval"
    if not EVADED.isdisjoint(before) or _is_tariff(sentence) or before[-1] in {"fewer", "looser", "lighter"}:
        return False
    chips = passage.has("chip_thing") or any(name.entity.groups & CHIP_MAKERS for name in passage.names)
    if "rare" in passage.lower[sentence.start : sentence.end] and not sentence.has(("chip_thing",)):
        return False  # "Curbs on rare earth exports"
    if not FOR_CHINA.isdisjoint(passage.lower[sentence.start : sentence.end]):
        return True  # Chips that are made for one country cross its border.
    slammed = case.category == "trade_tight_noun" or sentence.word(case.trigger[1]) in {"on", "of"}
    if slammed and not CRITICISED.isdisjoint(passage.lower[low : case.trigger[0]]):
        return False  # "Huang slams the export ban", "raise concerns about possible new curbs"
    banned = sentence.word(case.trigger[0]).startswith(BANS)
    # "Approves 70,000 Nvidia GPUs for the UAE": what is let out needs no rule beside it.
    let_out = case.category == "trade_grant" and case.object and sentence.word(case.object[1]) in {"for", "to"}
    rule = banned or let_out or sentence.has(("trade_rule", "trade_tight_noun"))
    # "Tightened controls on chipmaking tools": their border goes without saying.
    near = sentence.passage.lower[case.trigger[0] : case.trigger[1] + 4]
    of_trade = not CONTROL_WORDS.isdisjoint(near) and sentence.has(("chip_thing",))
    return chips and bool(rule) and (of_trade or sentence.has(("export_word",)) or _has_border(case))


def _is_tariff(sentence: Sentence) -> bool:
    """A sentence of duties and of nothing else that hems trade: that is a rule on prices, no control."""
    words = sentence.passage.lower[sentence.start : sentence.end]
    return not TARIFFS.isdisjoint(words) and not any(word.startswith(CONTROLLING) for word in words)


def _duty_on_chips(case: Case) -> bool:
    """A duty on chips or on what is made of them, not on goods in general."""
    passage = case.sentence.passage
    return passage.has("chip_thing") or passage.has("chip") or passage.has("strong_context")


def _no_ease_behind(case: Case) -> bool:
    """What is considered is a rule: "weighs letting Nvidia ship" eases one."""
    if case.sentence.word(case.trigger[0]).startswith("requir"):
        return True  # "To require licences for exports"
    if "loophole" in case.sentence.word(case.trigger[1] - 1):
        return True  # "Closes loophole that let Chinese firms rent chips"
    if case.sentence.word(case.trigger[1]) in {"permit", "license", "licence"}:
        return True  # "Tightens permit rules"
    if case.sentence.word(case.trigger[0]).startswith(TAKING_BACK) and _takes_licence_back(case):
        return True  # "Revoked its licence"
    return not case.sentence.has(("trade_ease", "trade_grant"), (case.trigger[1], case.trigger[1] + 2))


def _no_loophole(case: Case) -> bool:
    """Not "closes loophole allowing Chinese firms to buy": what was let through is so no more."""
    before = case.sentence.passage.lower[max(case.trigger[0] - 3, case.sentence.start) : case.trigger[0]]
    return {"loophole", "loopholes", "gap", "gaps"}.isdisjoint(before)


def _told_as_so(case: Case) -> bool:
    """Not "SMIC is not hit by new export curbs"."""
    return DENIALS.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 2, case.sentence.start) : case.trigger[0]]
    )


def _has_border(case: Case) -> bool:
    """A country other than the one that acts, or that one itself beside a chip."""
    sentence, actor = case.sentence, case.actor
    abroad = [s for s in sentence.spans(("place.abroad",)) if actor is None or not actor.start <= s[0] < actor.end]
    product = any(name.entity.kind == "product" and name.entity.groups & CHIP_MAKERS for name in sentence.names)
    return bool(abroad) or (sentence.has(("place.abroad",)) and (product or sentence.has(("chip_thing",))))


FROM_SALES = frozenset("sales sale revenue revenues exports shipments proceeds".split())
"""Of what a state takes its part."""
ABROAD = frozenset({"china", "chinese", "beijing"})
"""Where the chips are sold."""


def _state_shares(case: Case) -> bool:
    """A state takes part of what chips sold abroad bring in: "8% of chip sales in China"."""
    sentence, found = case.sentence, case.object
    if found is None or not sentence.has(("place.abroad",)):
        return False
    lower = sentence.passage.lower
    behind = lower[found[1] : min(found[1] + 14, sentence.end)]
    taken = not {"of", "cut", "share", "tax", "levy", "fee"}.isdisjoint(behind[:3])
    a_state = any(
        n.entity.kind in {"government", "person"} for n in sentence.names if sentence.word(n.start) not in ABROAD
    )
    return taken and a_state and not FROM_SALES.isdisjoint(behind)


def _is_faced(trigger: Span, sentence: Sentence) -> bool:
    """Right before the noun of a case stands that somebody faces it."""
    return any(0 <= trigger[0] - end <= FACED_WITHIN for _, end in sentence.spans(("law_faces",))) and (
        sentence.has(("probe_noun",), (trigger[0], trigger[1] + 1))
    )


def _faces_law(case: Case) -> bool:
    """A company of the trade stands right before "faces", and the case concerns computing where it does more."""
    if case.object is None:
        return False
    sentence, start = case.sentence, case.trigger[0]
    if not BEFORE_PROBE.isdisjoint(sentence.passage.lower[case.trigger[1] : case.object[0]]):
        return False  # "Faces pressure as a probe widens"
    low = sentence.clause(start)[0]
    hit = [n for n in sentence.names if low <= n.start and n.end <= start and n.party and n.entity.kind == "company"]
    if not hit:
        return False
    groups = case.lexicon.groups(hit[-1].party) | hit[-1].entity.groups
    return bool(groups & SINGLE_MINDED) or (bool(groups & OF_INTEREST) and sentence.has(("faced_for", "rule_thing")))


def _law_about(case: Case) -> bool:
    """A case that concerns computing or chips, with a company of the trade or words of it."""
    sentence = case.sentence
    if _is_faced(case.trigger, sentence):
        return False  # "Nvidia faces a Chinese probe": of a frame of its own.
    if is_public(case.actor, sentence) and sentence.has(("chip",)) and sentence.has(("smuggle_word", "merger_word")):
        return (
            True  # "US arrests two men for smuggling AI chips", "The FTC opens an investigation into a chip takeover"
        )
    if sentence.word(case.trigger[1] - 1) == "cleared" and _chip_trade(case):
        return False  # "Commerce has cleared ten buyers of Nvidia's H200": whoever may trade is acquitted of nothing.
    if sentence.word(case.trigger[0]).startswith("accus") and _by_lawmakers(case):
        return False  # "Lawmakers accuse Nvidia of helping DeepSeek": they only say so.
    looked = sentence.word(case.trigger[0]).startswith(("prob", "investigat", "examin"))
    looked = looked and sentence.word(case.trigger[1]) not in {"over", "for"}  # "Nvidia probed over smuggled chips"
    if looked and not is_public(case.actor, sentence):
        return False  # "Amazon probes an outage": its own affair.
    known = any(name.entity.groups & OF_INTEREST for name in sentence.names)
    words = sentence.has(("law_thing", "rule_thing"))
    if sentence.has(("rule_thing",)):
        return True
    core = any(name.entity.groups & SINGLE_MINDED for name in sentence.names)
    return core or (known and words)


def _by_lawmakers(case: Case) -> bool:
    actor = case.actor
    if actor is None:
        return False
    return not LAWMAKERS.isdisjoint(case.sentence.passage.lower[actor.start : actor.end])


def _undoes_ban(case: Case) -> bool:
    """ "Overturns a ban on data centers": what is undone is the ban itself."""
    return case.object is not None and _is_undone(case.trigger, case.object, case)


OTHER_REASONS = frozenset("after despite amid under citing because over before until".split())
"""Between a verb and a ban: the ban is not what is undone."""
OVERRIDING = frozenset("override overrides overrode overriding overridden".split())
"""What is done to a veto."""


def _is_undone(verb: Span, ban: Span, case: Case) -> bool:
    between = case.sentence.passage.lower[verb[1] : ban[0]]
    if not OVERRIDING.isdisjoint(case.sentence.vocabulary):
        return False  # "House overrides the governor's veto of a moratorium"
    return 0 <= ban[0] - verb[1] <= 6 and OTHER_REASONS.isdisjoint(between)


def _no_ban_undone(case: Case) -> bool:
    """No ban that the sentence says is vetoed, overturned or lifted."""
    bans = case.sentence.spans(("moratorium", "ban_noun"))
    return not any(_is_undone(verb, ban, case) for verb in case.sentence.spans(("ban_off",)) for ban in bans)


STAFF = frozenset({"staff", "attorney", "attorneys", "planners", "officials", "lawyers"})
"""Who drafts what others decide."""


def _no_staff_told(case: Case) -> bool:
    """Not the "draft" of "directs staff to draft": who directs them acts."""
    lower, at = case.sentence.passage.lower, case.trigger[0]
    return lower[at - 1] != "to" or STAFF.isdisjoint(lower[max(at - 4, case.sentence.start) : at])


PROBED = frozenset("look looking looks antitrust probe probes investigation investigations scrutiny".split())
"""Words of an inquiry beside the one that is shared out."""


def _prober_acts(case: Case) -> bool:
    """An authority that looks into a firm of the trade; "focus on" says so only beside another probe."""
    sentence, verb = case.sentence, case.sentence.word(case.trigger[0])
    if verb.startswith("focus") and not PROBED.intersection(sentence.vocabulary):
        return False
    return _public_or_nobody(case)


def _no_ban_passed(case: Case) -> bool:
    """ "Commissioners approve a moratorium": what is approved stops something."""
    sentence, (at, end) = case.sentence, case.trigger
    passed = sentence.word(at).startswith(PASSING)
    if sentence.word(at).startswith("permit") and sentence.word(at - 1) in {"need", "needs", "require", "requires"}:
        return False  # "Rules xAI's turbines need permits"
    if passed and sentence.word(at).startswith(("approv", "back", "endors", "okay")):
        # "Regulators approve a new tariff for data centers": a rule passed sets none free.
        behind = sentence.passage.lower[end : min(end + NAME_REACH, sentence.end)]
        if not RULE_NOUNS.isdisjoint(behind) and FREEING.isdisjoint(behind):
            return False
    return not (passed and sentence.has(("moratorium", "ban_noun"), (end, end + AIM_REACH)))


def _chips_named(case: Case) -> bool:
    sentence = case.sentence
    return sentence.has(("chip_thing",)) or any(n.entity.groups & CHIP_MAKERS for n in sentence.names)


def _chips_or_their_law(case: Case) -> bool:
    """Chips, or a law that is known for them: "the Senate passed the GAIN AI Act"."""
    words = case.sentence.passage.lower[slice(*case.object)] if case.object else []
    return _chips_named(case) or not CHIP_LAWS.isdisjoint(words)


def _chips_or_servers(case: Case) -> bool:
    """What the crime was about: chips, or the servers they stand in."""
    return _chips_named(case) or case.sentence.has(("server_word",))


def _no_firm_before(case: Case) -> bool:
    """Nobody but an authority stands before the ban: "Microsoft fights data center ban" is no act of it."""
    return not any(n.party and n.end <= case.trigger[0] and n.entity.kind == "company" for n in case.sentence.names)


def _authority_asked(case: Case) -> bool:
    """A government or one of its bodies stands behind the verb of asking."""
    return _asks_authority(case.trigger[1], case.sentence)


def _asks_authority(end: int, sentence: Sentence) -> bool:
    """Whether an authority stands right behind a verb of asking that ends here."""
    return any(n.entity.kind == "government" and end <= n.start < end + AIM_REACH for n in sentence.names) or (
        sentence.has(PUBLIC, (end, end + AIM_REACH))
    )


def _domain_firm(case: Case) -> bool:
    """A company asks, no authority."""
    return case.actor is not None and case.actor.entity.kind == "company"


def _trade_firm_behind(case: Case) -> bool:
    """What the authority looks at is of a maker of chips or of a firm that runs computers."""
    return any(
        n.entity.kind == "company" and n.entity.groups & OF_INTEREST and n.start >= case.trigger[0]
        for n in case.sentence.names
    )


CONDITIONS: dict[str, Condition] = {
    "no_ban_passed": _no_ban_passed,
    "undoes_ban": _undoes_ban,
    "no_ban_undone": _no_ban_undone,
    "no_staff_told": _no_staff_told,
    "prober_acts": _prober_acts,
    "trade_authority": _trade_authority,
    "chip_by_name": _chip_by_name,
    "chips_named": _chips_named,
    "no_loophole": _no_loophole,
    "told_as_so": _told_as_so,
    "chips_or_their_law": _chips_or_their_law,
    "chips_or_servers": _chips_or_servers,
    "no_firm_before": _no_firm_before,
    "main_or_found": _main_or_found,
    "public_actor": _public_actor,
    "public_or_nobody": _public_or_nobody,
    "exporter_acts": _exporter_acts,
    "no_exporter_acts": _no_exporter_acts,
    "sent_abroad": lambda case: case.sentence.has(("place.abroad",)) or _is_made_for_china(case),
    "nobody_acts": _nobody_acts,
    "people_act": _people_act,
    "ordered_party": _ordered_party,
    "rule_text": _rule_text,
    "chip_trade": _chip_trade,
    "no_ease_behind": _no_ease_behind,
    # "Pauses tariffs on chips": a pause of a burden is none.
    "no_duty_eased": lambda case: (
        not case.sentence.has(("duty_word",), (case.trigger[1], case.trigger[1] + 4))
        or not case.sentence.has(("duty_down",), case.trigger)
    ),
    "duty_on_chips": _duty_on_chips,
    "no_petition": lambda case: (
        not any(_asks_authority(end, case.sentence) for _, end in case.sentence.spans(("lobby_verb",)))
    ),
    "chip_money": lambda case: any(
        a.amount.unit == "USD" and abs(a.start - case.trigger[0]) <= POWER_REACH + AIM_REACH
        for a in case.sentence.amounts
    ),
    "state_shares": _state_shares,
    "law_about": _law_about,
    "faces_law": _faces_law,
    "trade_firm_behind": _trade_firm_behind,
    "authority_asked": _authority_asked,
    "domain_firm": _domain_firm,
    "not_refused": _not_refused,
    "no_reprieve": _no_reprieve,
    "not_withdrawn": _not_withdrawn,
    # "Dublin grid limits leave data centers waiting": the limits do it.
    "no_noun_acts": lambda case: (
        case.sentence.word(case.trigger[1]) not in EFFECTS
        and (
            case.sentence.word(case.trigger[0]) not in EFFECTS
            or case.sentence.word(case.trigger[0] - 1) not in SCARCITIES
        )
    ),
    "no_delay_foreseen": _no_delay_foreseen,
    "bill_acts": lambda case: (
        not BILL_VERBS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + NAME_REACH])
    ),
}
