"""Deals the bank out, so that every kind is used about as often, and nobody's life contradicts itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from secondme.bench.assistant import (
    advice_home,
    advice_leisure,
    asked,
    food,
    health,
    home,
    leisure,
    past,
    people,
    pets,
    things,
    travel,
    work,
)

FACTS = (
    *home.FACTS, *people.FACTS, *pets.FACTS, *work.FACTS, *health.FACTS, *travel.FACTS, *food.FACTS, *asked.FACTS,
    *leisure.FACTS, *things.FACTS, *past.FACTS,
)
ADVICE = (*advice_home.ADVICE, *advice_leisure.ADVICE)

# What could be taken for an answer to a question on the other: never asked of one person in vain.
KIN = (
    {"language_learning", "night_course", "painting_class"},
    {"novel_reading", "adv_book"},
    {"ask_game", "adv_boardgame", "chess_opening"},
    {"summer_booking", "campsite", "trip_place", "honeymoon", "souvenir"},
    {"car_make", "first_car", "boat_name"},
    {"sleep_aid", "adv_tea", "medicine"},
    {"nephew_gift", "adv_gift", "present_mum"},
    {"driving_fear", "fear_child", "dream_recurring"},
    {"savings_goal", "bought"},
    {"hall_paper", "bedroom_colour"},
    {"race_entry", "running_time"},
    {"diet_plan", "hated_food", "allergy", "vegetarian_since"},
    {"phone_plan", "phone_broken", "internet_provider"},
    {"film", "ask_history"},
    {"lesson_day", "painting_class", "choir_part", "daughter_instrument"},
    {"adv_walk", "walk_place"},
    {"adv_recipe", "grandmother_dish", "birthday_cake"},
    {"plumber_name", "landlord_name"},
    {"garden_tree", "allotment_crop", "office_plant", "adv_plant"},
    {"ask_convert", "ask_explain", "ask_history", "ask_word"},
    {"running_time", "climbing_grade", "sport"},
    {"dinner", "takeaway_order", "grandmother_dish", "restaurant_fav"},
    {"bought", "sofa_price", "coat_colour", "flea_market", "souvenir", "knife_brand", "camera", "goldfish_shop"},
    {"visitor", "sister_job", "landlord_name", "plumber_name", "neighbour_upstairs", "house_year", "boiler_make"},
    {"baked", "birthday_cake", "starter_name", "jam_batch"},
    {"walk_place", "bird_seen", "best_friend"},
    {"repair", "plumber_name", "watch_inherited", "phone_broken", "boiler_make", "washing_code"},
    {"visitor", "best_friend", "aunt_hobby", "cousin_baby", "nephew_gift"},
)


class Named(Protocol):
    @property
    def name(self) -> str: ...


Item = TypeVar("Item", bound=Named)


def akin(name: str) -> set[str]:
    """The names that share a group of `KIN` with this one, and itself."""
    return {name}.union(*(group for group in KIN if name in group))


class Deck(Generic[Item]):
    """Cards dealt from the top; when the deck runs low it is shuffled anew below what is left."""

    def __init__(self, rng: random.Random, cards: Sequence[Item]) -> None:
        self._rng = rng
        self._cards = cards
        self._left: list[Item] = []

    def deal(self, count: int, fits: Callable[[Item], bool]) -> list[Item]:
        """The next cards that fit, each name once; those passed over stay on top."""
        hand: list[Item] = []
        while True:
            for card in list(self._left):
                if len(hand) < count and card not in hand and fits(card):
                    hand.append(card)
                    self._left.remove(card)
            if len(hand) == count:
                return hand
            self._left += self._rng.sample(self._cards, len(self._cards))


def named(cards: Iterable[Item]) -> dict[str, Item]:
    return {card.name: card for card in cards}
