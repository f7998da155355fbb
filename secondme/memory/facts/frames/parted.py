"""Frames for tastes and illnesses that are gone, and for people and animals that are no longer around."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.over import _over
from secondme.memory.facts.frames.pieces import bare, is_name
from secondme.memory.facts.frames.turning import (
    ANYBODY,
    END,
    ME,
    MINE,
    anything,
    firm,
    kind,
    thing,
)
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.owning import illness, part
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.who import plain_name
from secondme.memory.facts.words import LANGUAGES


def _ill(text: str) -> bool:
    return illness(text.lower())


def _limb(text: str) -> bool:
    return part(text.lower())


def _person(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        name = bare(match["n"])
        first = name.lower().split()[0]
        known = relation != "partner" or BONDED.get(seen.circle.roles.get(first, ""), relation) == relation
        if is_name(name) and not firm(name) and kind(name) == "" and known and first not in LANGUAGES:
            yield seen.found(relation, name, match, time=Time.TURN, ends=True)

    return read


BONDED = {"friend": "friend", "boss": "boss", "neighbour": "neighbour", "colleague": "colleague", "sibling": "sibling",
          "brother": "sibling", "sister": "sibling"}


def _pet(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """An animal: its kind in `k` or its name in `n`, or both."""
    species = (match["k"] or "").lower().strip()
    name = bare(match["n"] or "")
    if species and not is_pet(species):
        return
    if name and not (is_name(name) and plain_name(name.split()[0].lower())):
        return
    if name or species:
        text = name or species
        says = f"{{subject}} no longer have(=has) {text}."
        yield seen.found("has_pet", text, match, time=Time.TURN, ends=True, says=says)


def _leaves(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """Somebody around who left."""
    word = match["k"].lower().replace("neighbor", "neighbour")
    relation = "neighbour" if word == "neighbour" else "boss" if word in ("boss", "manager") else "colleague"
    yield seen.found(relation, match["n"], match, time=Time.TURN, ends=True)


_X = thing("x")
_X3 = thing("x", 3)
_KIND = r"(?P<k>(?-i:(?:(?:old|beloved|little|poor|dear|sweet) )*[a-z]+(?: [a-z]+)?))"
_PET_NAME = r"(?P<n>(?-i:[A-Z][a-z]+))"
_NAMED = r"\b(?P<n>(?-i:[A-Z][a-z]+))"
PARTED: tuple[Frame, ...] = (
    # Taste, fears.
    frame("keen into fond fan bothered", rf"(?:{ME} |^\W*)(?:not|no longer) (?:that |so |really |very )?(?:keen on|into"
          rf"|fond of|a fan of|crazy about|mad about) {_X}(?= (?:any ?more|any longer))", _over("likes", anything)),
    frame("mind", rf"\b(?:I|we) (?:don['’]t|do not) mind {_X} (?:any ?more|any longer)", _over("dislikes", anything)),
    frame("hate dislike loathe", rf"\b(?:I|we) (?:don['’]t|do not|no longer) (?:hate|dislike|loathe|detest|mind) {_X}"
          r"(?= any ?more| any longer|\s*[,.;!]|$| now)", _over("dislikes", anything)),
    frame("over got overcame conquered cured", rf"{MINE}(?:got over|overcame|conquered|over|lost|cured of|rid of) my "
          rf"(?:"
          rf"fear|phobia) of {_X}", _over("fears", anything)),
    # Illness, allergy, injuries.
    frame("gone cleared disappeared cured over vanished healed better history remission", r"\bmy (?P<x>[a-z][a-z -]*?)"
          r"(?:['’]s| is| has| are| have)?(?: just| finally| completely| all| now)* (?:gone(?: away)?|cleared(?: up)?"
          r"|disappeared|vanished|cured|over|been cured|history|in remission|healed|went away)"
          r"(?=\s*[,.;:!?]|$| and| now| so| since| for| thank| but|!)", _over("has_condition", _ill)),
    frame("over rid recovered cured beat longer outgrew outgrown grew grown", rf"{ANYBODY}(?:over|got rid of|rid of"
          r"|recovered from|cured of|beat|beaten|no longer have|no longer has|no longer got|outgrew|outgrown|grew out"
          r" of"
          rf"|grown out of|free of) (?:my |his |her )?{_X}", _over("has_condition", _ill)),
    frame("any anymore", rf"{ANYBODY}(?:don['’]t|do not|doesn['’]t|haven['’]t|does not) (?:have|got) {_X} (?:any ?more"
          r"|any longer)", _over("has_condition", _ill)),
    frame("allergy allergies", rf"{ANYBODY}(?:outgrew|outgrown|grew out of|grown out of|got rid of|over|lost|cured of"
          rf"|no"
          r" longer have|rid of) (?:my|his|her|the|a|an) (?P<x>[a-z]+(?: [a-z]+)?) allerg(?:y|ies)\b",
          _over("allergic_to", anything)),
    frame("allergy", r"\bmy (?P<x>[a-z]+(?: [a-z]+)?) allergy(?:['’]s| is| has)?(?: just| finally| completely| now)*"
          r" (?:gone(?: away)?|cleared(?: up)?|disappeared|vanished|history|cured|over|been cured|went away)\b",
          _over("allergic_to", anything)),
    frame("allergic", rf"{ANYBODY}(?:not|no longer) (?:actually |really )?allergic to {_X}(?= (?:any ?more|any longer"
          r"|after all|now)|\s*[,.!;]|$)", _over("allergic_to", anything)),
    frame("healed mended recovered fine better new", rf"\b(?:my|the) {_X3}(?:['’]s| is| has| are| have)?(?: fully| all"
          r"| finally| completely| now| as| well| almost)* (?:healed(?: up)?|mended|good as new|back to normal"
          r"|recovered"
          r"|on the mend|out of the (?:cast|plaster)|better again|fine again|like new)\b", _over("injured", _limb)),
    frame("cast plaster splint stitches", r"\b(?:cast|plaster|splint|brace) (?:came|is|has come|was taken|got taken|"
          r"['’]s)? ?off (?:my|the) (?P<x>[a-z]+)\b", _over("injured", _limb)),
    # People and animals.
    frame("up split broke parted divorced dumped", rf"{MINE}(?:broke up|broken up|split up|split|parted ways|separated"
          r"|got divorced|finished things|ended things|ended it|called it quits) (?:with|from) (?P<n>"
          r"(?-i:[A-Z][a-z]+))\b"
          r"(?! (?:Foods|Ltd|Group))", _person("partner")),
    frame("neighbour neighbor colleague coworker boss manager", r"\b(?:my|our) (?:old |next-door |upstairs "
          r"|downstairs )?"
          r"(?P<k>neighbou?r|colleague|co-?worker|boss|manager),? (?P<n>(?:(?:Herr|Frau|Mrs?|Ms|Dr)\.? )?"
          r"(?-i:[A-Z][a-z]+)),?(?: has| just)* (?:moved (?:away|out|on)|left(?! (?:a|the|me|his|her|my|us|work|early|a"
          r"t))|died|passed away|quit|retired|was fired|got fired|resigned)", _leaves),
    frame("work", r"\b(?:I|we) (?:don['’]t|do not|no longer) work with (?P<n>(?-i:[A-Z][a-z]+))(?= any ?more| any"
          r" longer"
          r"|\s*[,.;!]|$)", _person("colleague")),
    frame("goodbye farewell", rf"{MINE}(?:said|say|saying) (?:our |my )?(?:goodbye|farewell|last goodbyes?) to (?:my "
          rf"|our)"
          rf" ?{_KIND}(?:,? {_PET_NAME})?{END}", _pet),
    frame("lost buried rehomed", rf"{MINE}(?:lost|buried|rehomed|gave away|given away) (?:my|our) {_KIND},? {_PET_NAME}"
          r"\b(?! (?:to|the))", _pet),
    frame("lost", rf"{MINE}(?:lost|buried) {_PET_NAME},? (?:my|our) {_KIND}{END}", _pet),
    frame("put", rf"\bput (?:my |our )(?:{_KIND},? )?{_PET_NAME} (?:down|to sleep)\b", _pet),
    frame("have", rf"\bhave (?:my|our) {_KIND},? {_PET_NAME} (?:put (?:down|to sleep)|euthani[sz]ed|rehomed)", _pet),
    frame("died passed gone dead more longer", rf"\b(?:my|our) {_KIND},? {_PET_NAME},?(?:['’]s| is| has| had| just)*"
          r" (?:died|passed(?: away| on)?|gone|dead|no more|no longer with us|crossed|went over the rainbow|in dog"
          r" heaven|was put|didn['’]t make it)",
          _pet),
    frame("out", rf"{_NAMED} (?:has )?moved out,? (?:and )?(?:we['’]re|we are|it['’]s) (?:done|over|through"
          rf"|finished)\b",
          _person("partner")),
)
