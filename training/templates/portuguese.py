"""Portuguese verb phrases: conjugation and clitic placement for Brazil and Portugal."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

# Only the forms that frames use: preterite 1sg, 2sg, 3sg; subjunctive 3sg; imperative tu.
_IRREGULAR: dict[str, tuple[str, str, str, str, str]] = {
    "ser": ("fui", "foste", "foi", "seja", "sê"),
    "ir": ("fui", "foste", "foi", "vá", "vai"),
    "estar": ("estive", "estiveste", "esteve", "esteja", "está"),
    "ter": ("tive", "tiveste", "teve", "tenha", "tem"),
    "manter": ("mantive", "mantiveste", "manteve", "mantenha", "mantém"),
    "vir": ("vim", "vieste", "veio", "venha", "vem"),
    "intervir": ("intervim", "intervieste", "interveio", "intervenha", "intervém"),
    "fazer": ("fiz", "fizeste", "fez", "faça", "faz"),
    "desfazer": ("desfiz", "desfizeste", "desfez", "desfaça", "desfaz"),
    "dizer": ("disse", "disseste", "disse", "diga", "diz"),
    "trazer": ("trouxe", "trouxeste", "trouxe", "traga", "traz"),
    "pôr": ("pus", "puseste", "pôs", "ponha", "põe"),
    "saber": ("soube", "soubeste", "soube", "saiba", "sabe"),
    "ver": ("vi", "viste", "viu", "veja", "vê"),
    "dar": ("dei", "deste", "deu", "dê", "dá"),
    "sair": ("saí", "saíste", "saiu", "saia", "sai"),
    "cair": ("caí", "caíste", "caiu", "caia", "cai"),
    "trair": ("traí", "traíste", "traiu", "traia", "trai"),
    "ouvir": ("ouvi", "ouviste", "ouviu", "ouça", "ouve"),
    "pedir": ("pedi", "pediste", "pediu", "peça", "pede"),
    "impedir": ("impedi", "impediste", "impediu", "impeça", "impede"),
    "despedir": ("despedi", "despediste", "despediu", "despeça", "despede"),
    "perder": ("perdi", "perdeste", "perdeu", "perca", "perde"),
    "dormir": ("dormi", "dormiste", "dormiu", "durma", "dorme"),
    "descobrir": ("descobri", "descobriste", "descobriu", "descubra", "descobre"),
    "mentir": ("menti", "mentiste", "mentiu", "minta", "mente"),
    "sentir": ("senti", "sentiste", "sentiu", "sinta", "sente"),
    "desistir": ("desisti", "desististe", "desistiu", "desista", "desiste"),
    "servir": ("servi", "serviste", "serviu", "sirva", "serve"),
    "vestir": ("vesti", "vestiste", "vestiu", "vista", "veste"),
    "seguir": ("segui", "seguiste", "seguiu", "siga", "segue"),
    "perseguir": ("persegui", "perseguiste", "perseguiu", "persiga", "persegue"),
    "conseguir": ("consegui", "conseguiste", "conseguiu", "consiga", "consegue"),
    "ferir": ("feri", "feriste", "feriu", "fira", "fere"),
    "subir": ("subi", "subiste", "subiu", "suba", "sobe"),
    "fugir": ("fugi", "fugiste", "fugiu", "fuja", "foge"),
    "destruir": ("destruí", "destruíste", "destruiu", "destrua", "destrói"),
    "ler": ("li", "leste", "leu", "leia", "lê"),
    "depor": ("depus", "depuseste", "depôs", "deponha", "depõe"),
    "rir": ("ri", "riste", "riu", "ria", "ri"),
    "transferir": ("transferi", "transferiste", "transferiu", "transfira", "transfere"),
    "investir": ("investi", "investiste", "investiu", "invista", "investe"),
    "conduzir": ("conduzi", "conduziste", "conduziu", "conduza", "conduz"),
    "odiar": ("odiei", "odiaste", "odiou", "odeie", "odeia"),
}


def _spelled(stem: str, ending: str) -> str:
    """Join stem and ending, keeping the consonant's sound in writing."""
    if ending[0] in "eé":
        for last, soft in (("ç", "c"), ("c", "qu"), ("g", "gu")):
            if stem.endswith(last):
                return stem[: -len(last)] + soft + ending
    return stem + ending


@functools.cache
def conjugate(verb: str) -> dict[str, str]:
    """Return the forms p1, p2, p3 (preterite), s3, s2 (subjunctive), i (imperative tu)."""
    if verb in _IRREGULAR:
        p1, p2, p3, s3, imperative = _IRREGULAR[verb]
    else:
        stem, vowel = verb[:-2], verb[-2]
        if vowel == "a":
            p1, p2, p3 = _spelled(stem, "ei"), stem + "aste", stem + "ou"
            s3, imperative = _spelled(stem, "e"), stem + "a"
        else:
            p1, p2 = stem + "i", stem + ("este" if vowel == "e" else "iste")
            p3 = stem + ("eu" if vowel == "e" else "iu")
            hard = stem[:-1] + "ç" if stem.endswith("c") else stem
            if stem.endswith("g"):
                hard = stem[:-1] + "j"
            s3, imperative = hard + "a", stem + "e"
    s2 = "dês" if s3 == "dê" else s3 + "s"
    return {"p1": p1, "p2": p2, "p3": p3, "s3": s3, "s2": s2, "i": imperative}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb phrase: the infinitive, a clitic (``R`` for reflexive, may be empty), the rest."""

    verb: str
    clitic: str
    rest: str

    def form(self, name: str, *, european: bool) -> str:
        """Inflect the phrase.

        Args:
            name: ``1``-``4`` infinitive for I, you, he, we; ``p1 p2 p3 s1 s2 s3 i``
                finite; a leading ``n`` asks for the clitic before the verb (Portugal).
            european: Whether to write as in Portugal.
        """
        before = not european or name.startswith("n")
        name = name.removeprefix("n") if name.startswith("n") else name
        person = name[-1] if name[-1].isdigit() else "2"
        if name in {"1", "2", "3", "4", ""}:
            verb = self.verb
        elif name == "i" and not european:
            verb = conjugate(self.verb)["s3"]
        else:
            forms = conjugate(self.verb)
            verb = forms["s3" if name == "s1" else name]
        clitic = self.clitic
        if clitic == "R":
            second = "te" if european else "se"
            clitic = {"1": "me", "2": second, "3": "se", "4": "nos"}[person]
        if not clitic:
            head = verb
        elif clitic in {"o", "a"} and not before and verb.endswith("r"):
            head = verb[:-2] + {"a": "á", "e": "ê", "i": "i"}[verb[-2]] + f"-l{clitic}"
        elif before:
            head = f"{clitic} {verb}"
        else:
            head = f"{verb}-{clitic}"
        return f"{head} {self.rest}".strip()


def tidy(text: str) -> str:
    """Drop the infinitive that the future with ``ir`` swallows: vou ir para = vou para."""
    return re.sub(r"\b(vou|vais|vai|vamos|vão) ir\b", r"\1", text)


_CONTRACTIONS = {"de": ("d", "d"), "em": ("n", "n"), "por": ("pel", "pel"), "a": ("a", "à")}


def contract(preposition: str, phrase: str) -> str:
    """Join a preposition and a noun phrase: de + o chefe = do chefe."""
    if phrase.startswith(("aquele ", "aquela ")) and preposition in {"de", "em", "a"}:
        return {"de": "d", "em": "n", "a": "à"}[preposition] + phrase.removeprefix("a" if preposition == "a" else "")
    article, _, noun = phrase.partition(" ")
    if preposition != "a" and article in {"meu", "minha", "seu", "sua"}:
        article, noun = ("o" if article in {"meu", "seu"} else "a"), phrase
    if article not in {"o", "a", "os", "as"} or preposition not in _CONTRACTIONS:
        return f"{preposition} {phrase}"
    if preposition == "a":
        joined = {"o": "ao", "os": "aos", "a": "à", "as": "às"}[article]
    else:
        joined = _CONTRACTIONS[preposition][0] + article
    return f"{joined} {noun}"
