"""English verb phrases: past and -ing forms of the first word."""

from __future__ import annotations

_PAST = dict(
    pair.split(":")
    for pair in [
        "leave:left",
        "tell:told",
        "go:went",
        "come:came",
        "give:gave",
        "take:took",
        "get:got",
        "find:found",
        "lose:lost",
        "sell:sold",
        "buy:bought",
        "say:said",
        "see:saw",
        "meet:met",
        "hear:heard",
        "keep:kept",
        "let:let",
        "make:made",
        "know:knew",
        "think:thought",
        "bring:brought",
        "catch:caught",
        "fight:fought",
        "break:broke",
        "steal:stole",
        "forget:forgot",
        "forgive:forgave",
        "hide:hid",
        "hit:hit",
        "hurt:hurt",
        "run:ran",
        "write:wrote",
        "read:read",
        "throw:threw",
        "wear:wore",
        "drive:drove",
        "ride:rode",
        "hang:hung",
        "eat:ate",
        "drink:drank",
        "sleep:slept",
        "sit:sat",
        "stand:stood",
        "win:won",
        "pay:paid",
        "send:sent",
        "spend:spent",
        "set:set",
        "put:put",
        "shut:shut",
        "cut:cut",
        "quit:quit",
        "beat:beat",
        "begin:began",
        "build:built",
        "become:became",
        "choose:chose",
        "draw:drew",
        "fall:fell",
        "feel:felt",
        "fly:flew",
        "grow:grew",
        "hold:held",
        "lead:led",
        "lend:lent",
        "lie:lied",
        "mean:meant",
        "sign:signed",
        "speak:spoke",
        "swear:swore",
        "teach:taught",
        "wake:woke",
        "sue:sued",
        "have:had",
        "do:did",
        "be:was",
        "understand:understood",
        "kneel:knelt",
        "shoot:shot",
        "seek:sought",
        "ring:rang",
        "sing:sang",
        "sue:sued",
        "betray:betrayed",
        "bet:bet",
        "learn:learned",
        "deal:dealt",
    ]
)
_DOUBLED = {"stop", "beg", "rob", "drop", "plan", "drag", "kidnap", "get", "let", "run", "hit",
            "put", "shut", "cut", "quit", "sit", "win", "begin", "forget", "set", "slap", "stab",
            "bet", "admit", "grab", "hug", "rebel", "transfer"}  # fmt: skip


def form(phrase: str, name: str) -> str:
    """Inflect the first word: ``p`` past, ``ing`` participle, otherwise as it stands."""
    verb, space, rest = phrase.partition(" ")
    if name == "p":
        verb = _PAST.get(verb) or _regular_past(verb)
    elif name == "ing":
        if verb in _DOUBLED:
            verb += verb[-1]
        elif verb.endswith("ie"):
            verb = verb[:-2] + "y"
        elif verb.endswith("e") and not verb.endswith(("ee", "be")):
            verb = verb[:-1]
        verb += "ing"
    return verb + space + rest


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if verb in _DOUBLED else "") + "ed"


def indefinite(noun: str) -> str:
    """Put ``a`` or ``an`` before a noun."""
    return ("an " if noun[0] in "aeio" else "a ") + noun
