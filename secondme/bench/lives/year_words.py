"""Words of the simulated year: by domain the things it is about and what happens to them; places; sentences."""

from __future__ import annotations

import re

_TEXT = """
kitchen: kettle, bread knife, pepper mill, soup pot, waffle iron, spice rack, dishwasher, apron, cake tin
> burnt dry, was mended with wire, went to the jumble sale, turned up behind the bin, has to be replaced by spring
> cost twice what was agreed, broke in two, was borrowed and never came back
garden: compost heap, rain barrel, apple tree, greenhouse, hedge, wheelbarrow, pond pump, seed box, bean row
> froze solid, was painted green, was full of wasps, fell over in the storm, did better than ever
> needs a second pair of hands, was sold for ten euros, was moved a metre to the left
office: projector, budget plan, printer, coffee machine, door badge, holiday list, contract, shredder, memo
> got lost between two floors, was signed at last, has a mistake in line four, was sent to the wrong person
> is due again on the first, was praised by everyone, jams whenever it matters, was cancelled by the board
travel: suitcase, passport, night ferry, guest house, guidebook, rental car, map, tour, travel iron
> was two hours late, was upgraded for free, ended in the wrong town, was left on the platform, was worth the detour
> expires next year, smelled of diesel, was paid in cash
music: violin bow, choir score, metronome, practice room, old radio, drum skin, concert bill, songbook, amplifier, reed
> was a semitone flat, tore before the encore, was given to a pupil, was tuned by a professional, was booked until June
> played all night, was rated at four hundred, has a page missing
school: science project, lunch box, report card, school play, spelling test, sports day, class trip, satchel, homework
> won a prize, ended in tears, has been put off, was forgotten on the bus, was marked too kindly, needs a volunteer
> was better than the teacher said, was rained off
health: prescription, eye test, knee brace, blood sample, massage, plaster cast, inhaler, hearing aid, check-up
> was perfectly normal, had to be repeated, cost nothing in the end, itches at night, was changed to a weaker one
> was late by a month, helps more than expected, was mixed up at the desk
sport: tennis racket, half marathon, swimming cap, bicycle chain, club shirt, ski pass, referee, goal net, relay, trophy
> snapped in the second set, was won by a whisker, was handed back, came off on the hill, was stolen from the locker
> was a size too small, was voted out, ended in a draw
money: insurance claim, tax return, bank card, gas bill, pension letter, loan, parking fine, refund, invoice
> was paid twice, was rejected for a missing stamp, fell due on a Sunday, was lower than feared, was blocked abroad
> was found in a drawer, has gone to a lawyer, was written off
books: library card, cookbook, signed copy, crossword, atlas, diary, bookshelf, paperback, poem, dictionary
> was lent to a cousin, had a letter in it, was left in the rain, was finished in one night, came with the wrong cover
> collapsed under the weight, was read out at a wedding, is overdue by weeks
pets: aquarium, cat flap, dog lead, bird table, vet bill, rabbit hutch, hamster wheel, riding boot, flea collar, kennel
> was chewed through, squeaked until three, was won in a raffle, leaks at one corner, was too big for the hall
> was settled in instalments, was taken over by pigeons, was built from an old door
house: roof tile, cellar light, doorbell, boiler, carpet, attic ladder, window pane, skirting board, letter box, fuse
> rings by itself, was fitted upside down, drips on rainy days, was inspected and passed, was scratched by movers
> has been ordered from abroad, went with a bang, was cleaned for the first time
computers: laptop, router, backup disk, web site, password sheet, keyboard, update, inbox, tablet, scanner
> lost a day of work, runs at half speed, was wiped by mistake, was restored from March, had coffee spilt on it
> was renamed three times, filled up overnight, froze in the middle of a call
town: bus stop, market stall, town fair, library roof, bridge, swimming pool, car park, fountain, petition, street lamp
> is closed until autumn, was moved round the corner, drew four hundred people, was signed by half the street
> flickers at dusk, was opened by the mayor, was flooded to the knee, costs more than the school
parties: birthday cake, invitation, guest list, fancy dress, toast, seating plan, balloon arch, playlist, gift, firework
> arrived a day early, made everyone cry, offended an aunt, was copied from a film, stuck to the ceiling
> was shorter than planned, came in the wrong colour, was kept secret for a month
clothes: winter coat, wedding dress, hiking boot, silk scarf, zip, raincoat, wool jumper, belt, hat, evening shoe
> shrank in the wash, was taken in at the waist, lost its heel, was left in a taxi, matched nothing at all
> was knitted in a week, was dyed by accident, still has its label
"""

PLACES = tuple(
    "at the station|by the canal|in the old mill|on the ferry|at the lake house|behind the church|in the north wing|"
    "near the airport|at the corner shop|in the village hall|on the top floor|by the harbour|at the summer school|"
    "in the back room|on the island|at the town museum|under the arches|at the border|in the valley|by the playground|"
    "at the trade fair|in the hotel lobby|on the market square|at the clinic|by the lighthouse|in the new building|"
    "at the campsite|in the courtyard|on platform two|at the farm".split("|")
)

FORMS = (
    "{name}'s {thing} {place} {happening}.",
    "News from {name}: the {thing} {place} {happening}.",
    "So the {thing}, the one of {name}'s {place}, {happening}, would you believe it.",
    "I spoke to {name} today. It seems the {thing} {place} {happening}.",
    "The {thing} {place} {happening}, says {name}, and it is {name}'s after all.",
    "{place}, of all places, {name} has a {thing}, and it {happening}.",
)
"""Every one says whose thing it was, where, and what happened."""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(","))


def _domains() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found = {}
    for block in re.split(r"\n(?!>)", _TEXT.strip()):
        head, *lines = block.split("\n> ")
        domain, _, things = head.partition(": ")
        found[domain] = (_listed(things), tuple(one for line in lines for one in _listed(line)))
    return found


DOMAINS = _domains()
"""By domain: things, and what happens to them."""
