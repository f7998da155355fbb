"""The vocabulary in which facts are planted: what subject and object are, and whether one value holds at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation. `functional`: a new value ends the old one; `per` names what the value is of where it is one for
    each thing (a size for each garment). `also` are relations whose use for the same fact is not wrong.
    `importance` is in [0, 1].
    """

    name: str
    says: str
    topic: str
    functional: bool = False
    importance: float = 0.5
    per: str = ""
    also: tuple[str, ...] = ()


_ALL = (
    Relation("lives_in", "The subject lives in the town or country that is the object.", "home", True, 0.9),
    Relation("comes_from", "The subject grew up in, or is from, the place that is the object.", "home", True, 0.7),
    Relation("home", "The subject's home is of the kind that the object names.", "home", True, 0.6),
    Relation("works_as", "The subject's job is the object.", "work", True, 0.9),
    Relation("works_at", "The subject's employer is the object.", "work", True, 0.8),
    Relation("boss", "The subject's superior is the person who is the object.", "work", True, 0.5),
    Relation("colleague", "The subject works together with the person who is the object.", "work", False, 0.4),
    Relation("commutes_by", "The subject goes to work by the means that is the object.", "work", True, 0.4),
    Relation("studies", "The subject studies the field that is the object.", "study", True, 0.7, "", ("learns",)),
    Relation("learns", "The subject is learning the skill that is the object.", "study", False, 0.5, "", ("studies",)),
    Relation("speaks", "The subject speaks the language that is the object.", "language", False, 0.6),
    Relation("sibling", "The subject's brother or sister is the person who is the object.", "family", False, 0.8),
    Relation("parent", "The subject's mother or father is the person who is the object.", "family", False, 0.8),
    Relation("child", "The subject's son or daughter is the person who is the object.", "family", False, 0.9),
    Relation("partner", "The subject is the spouse or partner of the object.", "family", True, 0.9),
    Relation("relative", "The object is another relative of the subject (aunt, cousin).", "family", False, 0.5),
    Relation("friend", "The object is a friend of the subject.", "friends", False, 0.6),
    Relation("neighbour", "The object is a neighbour of the subject.", "friends", False, 0.4),
    Relation("has_pet", "The subject keeps the animal that is the object.", "pets", False, 0.7, "", ("owns",)),
    Relation("is_a", "The subject, an animal, is of the species or breed that is the object.", "pets", True, 0.4),
    Relation("is_called", "The subject's name, or the name they go by, is the object.", "dates", True, 0.8),
    Relation("likes", "The subject likes the object.", "tastes", False, 0.5),
    Relation("dislikes", "The subject dislikes the object.", "tastes", False, 0.5),
    Relation("prefers", "The subject prefers the first of the object to the second.", "tastes", True, 0.4, "pair"),
    Relation("allergic_to", "The subject is allergic to the object.", "health", False, 0.9),
    Relation("eats", "The subject keeps to the diet that is the object.", "food", True, 0.8),
    Relation("has_condition", "The subject has the lasting illness that is the object.", "health", False, 0.9),
    Relation("takes", "The subject regularly takes the medicine that is the object.", "health", False, 0.8),
    Relation("injured", "The subject has hurt the part of the body that is the object.", "health", False, 0.5, "",
             ("has_condition",)),
    Relation("owns", "The subject owns the thing that is the object.", "things", False, 0.4),
    Relation("drives", "The subject's car is the object.", "cars", True, 0.5, "", ("owns",)),
    Relation("uses", "The subject uses the tool or program that is the object.", "tech", False, 0.4),
    Relation("size", "The subject wears the garment and size that are the object.", "clothes", True, 0.4, "garment"),
    Relation("born_on", "The subject's birthday is the day that is the object.", "dates", True, 0.9),
    Relation("age", "The subject is as many years old as the object says.", "dates", True, 0.6),
    Relation("anniversary", "The subject's wedding day is the day that is the object.", "dates", True, 0.7),
    Relation("plans", "The subject intends the object, on the day `when`.", "plans", False, 0.5),
    Relation("appointment", "The subject is due at the object, on the day `when`.", "plans", False, 0.6),
    Relation("habit", "The subject does the object, on its weekday, every week.", "routine", True, 0.6, "activity"),
    Relation("wakes_at", "The subject gets up at the hour that is the object.", "routine", True, 0.4),
    Relation("plays", "The subject plays the game, sport or instrument that is the object.", "play", False, 0.5),
    Relation("supports", "The subject supports the team that is the object.", "play", True, 0.4),
    Relation("member_of", "The subject is a member of the object.", "clubs", False, 0.5),
    Relation("volunteers_at", "The subject works unpaid at the object.", "clubs", False, 0.5),
    Relation("pays", "The subject pays the object: for what, and how much a month.", "money", True, 0.5, "bill"),
    Relation("believes", "The subject holds the opinion that is the object.", "opinions", False, 0.4),
    Relation("aims_at", "The subject's long-term goal is the object.", "opinions", True, 0.7, "", ("plans",)),
    Relation("reads", "The subject is reading the book that is the object.", "books", True, 0.3),
    Relation("visited", "The subject was in the place that is the object.", "travel", False, 0.4),
    Relation("collects", "The subject collects the object.", "collecting", False, 0.5, "", ("owns",)),
    Relation("grows", "The subject grows the plant that is the object.", "garden", False, 0.4, "", ("owns",)),
    Relation("fears", "The subject is afraid of the object.", "health", False, 0.5),
)

RELATIONS: dict[str, Relation] = {relation.name: relation for relation in _ALL}
"""By name."""
