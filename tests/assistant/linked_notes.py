"""Sixty notes about one person's life, and by hand what each belongs to: two are related where they share a letter."""

from __future__ import annotations

NOTES = """
a  | Your sister | is_called | Ana | Your sister is called Ana.
ae | Ana | works_at | Equinor | Ana works at Equinor.
a  | Ana | lives_in | Stavanger | Ana lives in Stavanger.
a  | Ana | allergic_to | peanuts | Ana is allergic to peanuts.
a  | Ana | plays | handball | Ana plays handball.
ab | Ana | partner | Jonas | Ana's partner is called Jonas.
b  | Jonas | works_as | a welder | Jonas works as a welder.
b  | Jonas | drives | an old Volvo | Jonas drives an old Volvo.
e  | Equinor | is_based_in | Forus | Equinor is based in Forus.
e  | Equinor | hires | engineers | Equinor hires engineers this autumn.
d  | you | has_pet | a beagle called Otto | You have a beagle called Otto.
d  | Otto | age | 7 | Otto is 7 years old.
d  | Otto | has_condition | a heart murmur | Otto has a heart murmur.
d  | Otto | eats | grain-free | Otto keeps to a grain-free diet.
dv | Otto's vet | is_called | Dr. Holm | Otto's vet is called Dr. Holm.
v  | Dr. Holm | works_at | the clinic in Sandnes | Dr. Holm works at the clinic in Sandnes.
r  | you | plans | the Bergen marathon in May | You plan the Bergen marathon in May.
r  | you | injured | knee while running | You hurt your knee while running.
r  | you | owns | running shoes by Saucony | You own running shoes by Saucony.
r  | you | habit | a run every Tuesday | You usually go for a run every Tuesday.
r  | you | aims_at | run the marathon under four hours | You want to run the marathon under four hours.
g  | you | grows | tomatoes in the greenhouse | You grow tomatoes in the greenhouse.
g  | you | dislikes | slugs in the greenhouse | You dislike slugs in the greenhouse.
g  | you | uses | tomato fertiliser every week | You use tomato fertiliser every week.
g  | you | owns | a greenhouse of glass | You own a greenhouse of glass.
o  | you | lives_in | Oslo | You live in Oslo.
o  | you | pays | 12,000 kroner rent in Oslo | You pay 12,000 kroner rent in Oslo.
o  | you | dislikes | winters in Oslo | You dislike winters in Oslo.
m  | your mother | is_called | Gerda | Your mother is called Gerda.
m  | Gerda | has_condition | diabetes | Gerda has diabetes.
m  | Gerda | takes | insulin | Gerda takes insulin.
m  | Gerda | lives_in | Kiel | Gerda lives in Kiel.
mk | Gerda | member_of | the church choir of Kiel | Gerda is a member of the church choir of Kiel.
k  | Kiel | is | a port on the Baltic | Kiel is a port on the Baltic.
p  | you | plays | the bass guitar | You play the bass guitar.
p  | you | member_of | a band called Night Ferry | You are a member of a band called Night Ferry.
p  | Night Ferry | plans | a concert in June | Night Ferry plans a concert in June.
pt | Tom | plays | drums in Night Ferry | Tom plays drums in Night Ferry.
t  | Tom | works_as | a teacher | Tom works as a teacher.
t  | Tom | child | Liv | Tom's child is called Liv.
l  | you | learns | Portuguese | You are learning Portuguese.
l  | you | plans | a trip to Lisbon in October | You plan a trip to Lisbon in October.
l  | you | visited | Lisbon in 2019 | You visited Lisbon in 2019.
c  | you | drives | a Skoda Octavia | You drive a Skoda Octavia.
c  | the Skoda | needs | new winter tyres | The Skoda needs new winter tyres.
f  | you | eats | vegetarian | You keep to a vegetarian diet.
f  | you | likes | lentil soup | You like lentil soup.
   | you | blood_type | 0 negative | Your blood type is 0 negative.
   | you | wakes_at | half past six | You get up at half past six.
   | you | fears | heights | You are afraid of heights.
   | you | collects | stamps from Iceland | You collect stamps from Iceland.
   | you | phone | 98 76 54 32 | Your phone number is 98 76 54 32.
   | you | reads | Middlemarch | You are reading Middlemarch.
   | you | anniversary | 14 August | Your anniversary is on 14 August.
   | you | size | shoes 43 | Your size in shoes is 43.
   | you | favourite_colour | green | Your favourite colour is green.
   | you | supports | Brann | You support Brann.
   | you | speaks | German | You speak German.
   | you | height | 1.82 m | You are 1.82 m tall.
   | you | aims_at | write a novel | You want to write a novel.
"""


def notes() -> list[tuple[set[str], tuple[str, str, str], str]]:
    """Letters, triple and sentence of each."""
    found = []
    for line in NOTES.strip().splitlines():
        letters, subject, relation, thing, text = (part.strip() for part in line.split("|"))
        found.append((set(letters), (subject, relation, thing), text))
    return found
