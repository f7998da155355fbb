"""Notes on twenty subjects, made up of their words in many shapes; seeded, so that every run has the same."""

from __future__ import annotations

import random

from secondme.memory.record import By, Kind, Memory, Said, identity

SUBJECTS: dict[str, tuple[str, str]] = {
    "garden": (
        "roses tomatoes compost hedge seedlings lawn tulips greenhouse weeds mulch apple-tree soil slugs lavender "
        "beans",
        "water prune plant weed rake sow fertilise trim dig harvest",
    ),
    "taxes": (
        "tax-return receipts deduction invoice refund income-statement accountant revenue-office allowance VAT "
        "declaration withholding tax-bracket audit",
        "file submit deduct declare calculate claim sign pay check amend",
    ),
    "running": (
        "marathon half-marathon interval-training running-shoes shin long-run pace heart-rate stretching 10k "
        "trail finish-line warm-up sprint jog",
        "run jog sprint train stretch race warm-up pace recover log",
    ),
    "cooking": (
        "lasagne risotto garlic saucepan olive-oil oven sourdough soup onions basil recipe curry dough roast "
        "spices",
        "bake fry simmer chop knead season roast stir taste marinate",
    ),
    "car": (
        "brakes tyres engine-oil clutch windscreen gearbox exhaust battery mechanic garage mileage headlight "
        "radiator spark-plugs petrol",
        "repair replace drive park refuel service tow inspect wash start",
    ),
    "guitar": (
        "chords strings fretboard amplifier scales riff tuning capo strumming melody pick solo band rehearsal "
        "song",
        "practise tune strum play record learn rehearse transpose pluck perform",
    ),
    "dentist": (
        "tooth filling crown molar gums toothache braces dental-floss cavity root-canal wisdom-tooth toothbrush "
        "dental-hygienist x-ray enamel",
        "floss brush extract fill rinse polish straighten numb drill whiten",
    ),
    "chess": (
        "opening endgame knight bishop queen-sacrifice rook pawn checkmate gambit tournament grandmaster "
        "chessboard sicilian-defence castling stalemate",
        "castle attack defend resign promote sacrifice capture analyse blunder draw",
    ),
    "travel": (
        "flight hotel passport luggage boarding-pass airport visa itinerary hostel train-ticket beach museum "
        "suitcase guidebook layover",
        "book fly pack travel visit explore cancel land check-in sightsee",
    ),
    "software": (
        "compiler unit-test pull-request database bug refactoring stack-trace deployment repository python API "
        "server merge-conflict code-review release",
        "debug deploy compile commit refactor test merge profile document revert",
    ),
    "dog": (
        "puppy leash kennel vet-visit dog-food bone fur obedience-class paw collar barking flea-treatment "
        "dog-park tail retriever",
        "walk feed groom train fetch bark vaccinate brush cuddle whistle",
    ),
    "astronomy": (
        "telescope Jupiter nebula galaxy eclipse meteor-shower constellation Saturn eyepiece orbit comet "
        "Milky-Way supernova planet stargazing",
        "observe focus photograph track align spot stargaze measure chart wait-for",
    ),
    "school": (
        "homework teacher exam classroom essay grades maths-lesson report-card pupil parents-evening timetable "
        "spelling-test school-bus geography project",
        "study revise hand-in grade teach memorise spell enrol attend read",
    ),
    "knitting": (
        "wool needles scarf stitches sweater yarn mittens pattern crochet purl sock cable-knit cardigan gauge "
        "blanket",
        "knit purl cast-on unravel crochet stitch weave block count felt",
    ),
    "mortgage": (
        "interest-rate loan down-payment bank-account savings house-price instalment notary equity lender "
        "credit-score fixed-rate property valuation deed",
        "borrow repay refinance save lend transfer invest sign compare appraise",
    ),
    "football": (
        "goal penalty referee goalkeeper league match striker offside world-cup stadium corner-kick midfield "
        "coach derby yellow-card",
        "score tackle dribble pass shoot defend substitute cheer equalise kick",
    ),
    "painting": (
        "watercolour canvas brush easel oil-paint portrait landscape sketch palette gallery pigment charcoal "
        "still-life varnish exhibition",
        "paint sketch mix shade blend draw frame varnish exhibit prime",
    ),
    "health": (
        "blood-pressure doctor prescription headache vaccination cholesterol fever antibiotics allergy diagnosis "
        "clinic symptoms medicine cough blood-test",
        "examine prescribe diagnose swallow measure vaccinate treat rest recover refill",
    ),
    "camping": (
        "tent sleeping-bag campfire backpack hiking-boots trail-map mountain-hut lantern canoe summit "
        "waterproof-jacket compass campsite forest ridge",
        "hike camp climb pitch paddle trek kindle navigate wander shelter",
    ),
    "wedding": (
        "bride groom ceremony invitations wedding-dress bouquet best-man honeymoon rings vows wedding-cake "
        "reception guests bridesmaids church",
        "marry invite toast dance celebrate propose engage seat rehearse thank",
    ),
}
"""A subject's things and deeds."""

FRAMES = (
    "I want to {deed} the {0} {when}, then look after the {1}.",
    "{who} says the {0} and the {1} matter most; {deed} first.",
    "The {0} was better than I thought, but the {1} still needs work.",
    "Remember to {deed}: {0}, {1} and {2}.",
    "Spent the evening with {who} on the {0}. We had to {deed} twice.",
    "Is it too late to {deed} the {0} {when}? Ask {who} about the {1}.",
    "{when} it was all about the {0}; {who} brought the {1}.",
    "New {0}, {number} euros, cheaper than the {1} at the shop.",
    "My plan {when}: {deed}, {deed2}, and sort out the {0}.",
    "What I learned about the {0}: never {deed} before the {1} is ready.",
    "{who} showed me how to {deed} with a {0} and a {1}, no {2} at all.",
    "The {0} again! It took {number} minutes to {deed} it.",
    "Read an article on {0} and {1}; it claims that you should {deed} less.",
    "Not happy with the {0}. Perhaps {deed2} the {1} instead.",
)
WHO = ("Ana", "Bruno", "Clara", "my brother", "the neighbour", "Jonas", "a colleague", "Mira", "an old friend")
WHEN = ("on Monday", "tomorrow", "last week", "this morning", "in May", "on the weekend", "before winter", "tonight")


def notes(subject: str, count: int, seed: int = 1) -> list[str]:
    """So many notes on a subject, each different."""
    draw = random.Random(f"{subject} {seed}")
    thing, deed = ([word.replace("-", " ") for word in words.split()] for words in SUBJECTS[subject])
    found: dict[str, None] = {}
    while len(found) < count:
        text = draw.choice(FRAMES).format(
            *draw.sample(thing, 3), deed=draw.choice(deed), deed2=draw.choice(deed), who=draw.choice(WHO),
            when=draw.choice(WHEN), number=draw.randrange(2, 400),
        )  # fmt: skip
        found[text[0].upper() + text[1:]] = None
    return list(found)


def noted(text: str, number: int, *, place: str = "notes", made: float = 1_777_800_000.0) -> Memory:
    """A note as a memory."""
    return Memory(
        id=identity(Kind.EPISODE, place, str(number), text), kind=Kind.EPISODE, text=text, source=Said(place, number),
        by=By.PERSON, place=place, made=made + number,
    )  # fmt: skip
