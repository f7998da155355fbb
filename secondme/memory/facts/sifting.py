"""What is told and is no fact: jokes, sarcasm, stories, texts to work on, quotes of others."""

from __future__ import annotations

import re

from secondme.memory.facts.earnest import jest, own_words

_JOKING = re.compile(
    r"\b(?:(?:just |only |i'?m |was |am )*(?:kidding|joking)"
    r"|(?:a|just a|bad|only a) joke\b|jk|lo+l|lmao|rofl|ha(?:ha)+h?|he(?:he)+|pulling your leg|made that up"
    r"|not really true"
    r"|april fools?|psych|sarcas\w+|ironic(?:ally)?|as if)\b|(?<!\w)/s(?!\w)|[,.;:(-]\s*jokes?\b[.!,)]*\s*$"
    r"|[🙄🤪🤣😜😝🙃]"
    r"|;-?\)|\bxd\b",
    re.IGNORECASE,
)
_SARCASM = re.compile(
    r"(?:^|[.!?]\s+)(?:oh |yeah |well |ah )*(?:sure|yeah right|yes of course|of course|great|wonderful|fantastic"
    r"|brilliant|lovely"
    r"|what a (?:joy|treat|delight|pleasure|surprise)|how (?:lovely|nice|wonderful)|naturally|obviously|clearly"
    r"|certainly|totally"
    r"|yes,? (?:sure|totally|obviously|clearly)|just what i needed|surprise,? surprise)\b(?:[,!]| (?:and |because "
    r"|so )?(?:i|my|we)\b)"
    r"|[,.!] (?:not|nope|yeah right|as always|my favou?rite|said (?:nobody|no ?one) ever|sure)\s*[.!]*$"
    r"|\bsaid no ?(?:one|body) ever\b"
    r"|\bi just (?:love|adore|live for|enjoy)\b|\b(?:love|enjoy)s? (?:it when|being ignored)\b"
    r"|\bmy favou?rite(?: thing)?, (?:really|truly)\b"
    r"|\bthank you so much for nothing\b|\bbecause (?:obviously|clearly) i\b",
    re.IGNORECASE,
)
_FICTION = re.compile(
    r"\b(?:role ?-?play(?:ing)?|pretend(?:ing)?|imagine|make[- ]believe|let'?s (?:play|say|pretend|imagine|suppose"
    r"|assume)"
    r"|once upon a time|act as|act like|you(?:'re| are) (?:now )?(?:a|an|the) (?!(?:\w+ )?(?:help|star|life|legend"
    r"|angel|genius|gem))"
    r"|(?:in|for) (?:my|the|this|a) (?:\w+ )?(?:novel|story|book i'?m writing|screenplay|script|play|game|dream|movie"
    r"|film|poem|sketch"
    r"|comic|campaign|fan ?fiction|fanfic|chapter)|(?:my|the) (?:\w+ )?(?:character|hero|heroine|protagonist|narrator"
    r"|villain|avatar)"
    r"|in (?:another|a past|a previous|my next|the next) life|i (?:had a dream|dream(?:ed|t))|from the (?:perspective"
    r"|viewpoint|point of view) of"
    r"|in the (?:voice|style|role) of|(?:text|math|maths|word) (?:problem|exercise)|fictional|hypothetical(?:ly)?"
    r"|suppose\b(?! to)|thought experiment"
    r"|(?:(?:^|[.!?\n]\s*)(?:please |hey,? |now )?|(?:can|could|would|will) you (?:please )?|please )(?:write|draft"
    r"|compose|invent|make up|tell|give)(?: me)? (?:an? |the |some |one |another |two )?(?:[\w-]+ ){0,3}?(?:story"
    r"|stories|poem|novel|song|diary"
    r"|dialogue|monologue|scene|sketch|screenplay|limerick|haiku|fairy ?tale|fable|rap|lyrics|tale|joke|script)s?\b)",
    re.IGNORECASE | re.MULTILINE,
)
_WORK = (
    r"translate|shorten|summari[sz]e|sum up|rewrite|rephrase|reword|paraphrase|proofread|correct|fix|improve|polish"
    r"|check"
    r"|edit|explain|sort|format|convert|analy[sz]e|simplify|expand|spell ?check|extract|count|find|continue|complete"
    r"|read"
    r"|review|answer|reply to|respond to|parse|classify|transcribe|put|turn|make|write|draft|compose|what does|which|is"
    r"|role ?play|change|swap|replace|conjugate|example|quote|text|lyrics|question|exercise|prompt|code|log|output"
    r"|input|sentence|paragraph"
)
_PASTED = re.compile(
    rf"(?:^|[.!?\n]\s*)(?:(?:can|could|would|will) you |please |hey,? |now |and )*(?:{_WORK})\b[^:\n]{{0,80}}:"
    r"|(?:here(?:'s| is| are)|this is|below is|see|got) (?:the|an?|my|his|her|their|this) (?:[\w']+ ){0,3}?"
    r"(?:e?mail|letter|message|text|article|note|post|review|transcript|ad|advert|essay|paragraph|poem|song|lyrics"
    r"|quote"
    r"|draft|conversation|chat|story|passage|excerpt|bio|profile|description|speech|sms|reply|comment"
    r"|tweet)\b[^:.\n]{0,40}[:\n]"
    r"|\b(?:forwarded|original|quoted) message\b|^(?:from|subject|to|re|fwd?)\s?:|\bdear (?:all|sir|madam|team|mr|mrs"
    r"|ms|dr)\b"
    r"|-----|```|^>|\b(?:he|she|they|someone|somebody|\w+) (?:wrote|writes|said|says|texted|posted|replied)(?: to me"
    r"| me)?\s?:",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a text of somebody else begins: nothing after it is the person's word."""
_QUOTE = re.compile(r"[\"“„«][^\"“”„»«]{0,600}[\"”“»]|(?<![\w])['‘](?=[A-Z])[^'’\n]{12,300}['’](?!\w)")
_TITLE_LEAD = re.compile(
    r"(?:called|named|name is|name's|reading|titled|nicknamed|call (?:me|him|her|it))\s*$", re.IGNORECASE)
_CODE = re.compile(r"\w+ ?=(?:=)? ?[\"'\w]|\bdef \w+\(|[{}<>]{1}.*[;{}<>]|\bimport \w+$|=>|\(\)")


def sifted(text: str) -> str:
    """A turn with spaces in the place of what is not the person's own earnest word; empty where nothing is left."""
    if len(text) > LONGEST:
        return ""
    if _JOKING.search(text) or _FICTION.search(text):
        return ""
    if _SARCASM.search(text) or jest(text):
        return ""
    text = own_words(text)
    pasted = _PASTED.search(text)
    if pasted:
        text = text[: pasted.start()] + " " * (len(text) - pasted.start())
    if any(mark in text for mark in "\"“„«'‘"):
        text = _QUOTE.sub(_unquoted, text)
    if "=" in text or "{" in text or "()" in text:
        text = "\n".join(" " * len(line) if _CODE.search(line) else line for line in text.split("\n"))
    return text


LONGEST = 4_000
"""Characters of a turn that is told by heart; what is longer was pasted."""


def _unquoted(match: re.Match[str]) -> str:
    """A quoted title or name stays, without its marks; words of others go."""
    inner = match[0][1:-1]
    lead = match.string[max(0, match.start() - 20) : match.start()]
    if len(inner.split()) <= 4 and _TITLE_LEAD.search(lead) and "I" not in inner.split():
        return f" {inner} "
    return " " * len(match[0])
