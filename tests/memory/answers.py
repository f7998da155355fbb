"""Answers with hand labels, a letter a sentence: y stands in the memories, n does not, - claims nothing.

The rules were never made from how single answers of the held-out half fare.
"""

from __future__ import annotations

from typing import NamedTuple


class Labelled(NamedTuple):
    """A question, the memories that the answer was given, the answer, and its labels."""

    question: str
    memories: tuple[str, ...]
    answer: str
    labels: str


HELD_OUT = [
    Labelled("What is my dog called?", ("My dog is called Biscuit.",), "Your dog is called Biscuit.", "y"),
    Labelled("What is my dog called?", ("My dog is called Biscuit.",), "Your dog is called Rex.", "n"),
    Labelled("What is my dog called?", ("My dog is called Biscuit.",), "Biscuit. He is a poodle.", "yn"),
    Labelled("Where does Ana live?", ("Ana moved to Oslo in May.",), "Ana lives in Oslo.", "y"),
    Labelled("Where does Ana live?", ("Tom lives in Oslo.",), "Ana lives in Oslo.", "n"),
    Labelled("Where does Ana live?", ("Ana lives in Lisbon. Tom lives in Oslo.",), "She lives in Oslo.", "n"),
    Labelled("When is the dentist?", ("The dentist is on Friday at 9:30.",), "It is on Friday at 9:30.", "y"),
    Labelled("When is the dentist?", ("The dentist is on Friday at 9:30.",), "It is on Monday at 9:30.", "n"),
    Labelled("Do I like coriander?", ("I hate coriander.",), "You hate coriander.", "y"),
    Labelled("Do I eat meat?", ("I do not eat meat.",), "You eat meat.", "n"),
    Labelled("Do I eat meat?", ("I do not eat meat.",), "No, you don't eat meat.", "y"),
    Labelled("Is the boiler serviced?", ("The boiler was serviced in March.",), "Yes.", "y"),
    Labelled("Is the boiler serviced?", ("The boiler was serviced in March.",), "No.", "n"),
    Labelled("How much was the sofa?", ("We bought the sofa for 800 euros.",), "The sofa cost 800 euros.", "y"),
    Labelled("How much was the sofa?", ("We bought the sofa for 800 euros.",), "The sofa cost 900 euros.", "n"),
    Labelled("Who lent me the ladder?", ("Ben lent me his ladder.",), "I don't know. Do you want to ask Ben?", "--"),
    Labelled("Hello", (), "Hello! How can I help you today?", "--"),
    Labelled("What did we buy?", ("We bought milk, eggs and bread.",), "You bought milk and bread.", "y"),
    Labelled("What did we buy?", ("We bought milk, eggs and bread.",), "You bought milk and butter.", "n"),
    Labelled("How old is Mia?", ("Mia turned seven on Sunday.",), "Mia is 7 years old.", "y"),
    Labelled("How old is Mia?", ("The shelf has 7 boards.",), "Mia is 7.", "n"),
    Labelled("What does Eva do?", ("Eva is a nurse.", "Eva has two cats."), "Eva is a nurse and has two cats.", "y"),
    Labelled("Where is the key?", ("The spare key is under the pot.",), "The key is under the mat.", "n"),
    Labelled("Where is the key?", ("The spare key is under the pot.",), "The spare key is under the pot.", "y"),
    Labelled("What is the capital of Peru?", ("I like jazz.",), "The capital of Peru is Lima.", "n"),
]

TUNED = [
    Labelled("What's my sister's name?", ("My sister Ana moved to Oslo.",), "Your sister is Ana.", "y"),
    Labelled("What's my sister's name?", ("My sister Ana moved to Oslo.",), "Your sister is Eva.", "n"),
    Labelled("Where does Tom work?", ("Tom started at Siemens last week.",), "Tom works at Siemens.", "y"),
    Labelled("Where does Tom work?", ("Tom started at Siemens last week.",), "Tom works at Bosch.", "n"),
    Labelled("When is the exam?", ("(3 May 2026) You said: \"The exam is on 12 June.\"",), "On 12 June.", "y"),
    Labelled("When did I say it?", ("(3 May 2026) You said: \"I love jazz.\"",), "You said it on 3 May 2026.", "y"),
    Labelled("Did Tom pay?", ("Tom has not paid the rent.",), "Yes, Tom paid the rent.", "n"),
    Labelled("Did Tom pay?", ("Tom has not paid the rent.",), "No.", "y"),
    Labelled("Did Tom pay?", ("Did Tom pay the rent?",), "Tom paid the rent.", "n"),
    Labelled("Which wine did we like?", ("The Rioja from 2018 was great.",), "You liked the Rioja from 2018.", "y"),
    Labelled("Which wine did we like?", ("The Rioja from 2018 was great.",), "You liked the Merlot.", "n"),
    Labelled("Who is Carla?", ("Carla is our neighbour.",), "Carla is your neighbour. She is very nice.", "yn"),
    Labelled("Who is Carla?", (), "I have no notes about Carla.", "-"),
    Labelled("Where does Biscuit sleep?", ("Biscuit sleeps in the kitchen.",), "In the kitchen.", "y"),
    Labelled("Where does Biscuit sleep?", ("Biscuit sleeps in the kitchen.",), "In the garden.", "n"),
    Labelled("What is the wifi code?", ("wifi at the cabin: birch-77",), "The code is birch-77.", "y"),
    Labelled("Where do I live?", ("Ana lives in Oslo.",), "You live in Oslo.", "n"),
    Labelled("Where does Ana live?", ("Ana moved. She lives in Oslo now.",), "Ana lives in Oslo.", "y"),
    Labelled("How many cats does Eva have?", ("Eva has three cats.",), "Eva has 3 cats.", "y"),
    Labelled("How many cats does Eva have?", ("Eva has three cats.",), "Eva has two cats.", "n"),
    Labelled("Thanks", (), "You're welcome! Let me know if you need more.", "--"),
    Labelled("Who was at the party?", ("Ana came.", "Tom was at the party."), "Ana and Tom came.", "y"),
    Labelled("Who lives where?", ("Ana lives in Lisbon.", "Tom lives in Oslo."), "Ana lives in Oslo.", "n"),
    Labelled("What did the doctor say?", ("The doctor said I should drink more.",), "Perhaps to rest.", "-"),
    Labelled("When does the pool open?", ("The pool opens at nine.",), "It opens at 9.", "y"),
]


OF_A_MODEL = [
    Labelled(
        "What is my dog called?",
        ("My dog is called Biscuit.", "The garage code is 4821."),
        "Your dog is a Maltese.",
        "n",
    ),
    Labelled(
        "Where does Ana live?",
        ("Ana moved to Oslo in May.", "Paul studies chemistry in Vienna."),
        "Ana lives in Oslo, Norway.",
        "n",
    ),
    Labelled(
        "When is the dentist appointment?",
        ("The dentist appointment is on Friday at 9:30.", "The train to Graz leaves at 7:40."),
        "The dentist appointment is on Friday at 9:30.",
        "y",
    ),
    Labelled(
        "Where is the spare key?",
        ("Eva has three cats.", "Tom works as a carpenter."),
        "The spare key is located in the back of the car.",
        "n",
    ),
    Labelled(
        "How much was the sofa?",
        ("We bought the sofa for 800 euros.", "Ben lent me his ladder."),
        "The sofa was 800 euros, and the person who bought it was 3 May 2026.",
        "n",
    ),
    Labelled(
        "What does Tom do for work?",
        (
            "Tom works as a carpenter.",
            "We bought the sofa for 800 euros.",
            "Mia plays the cello.",
            "Max broke his arm in January.",
        ),
        "Tom works as a carpenter, playing the cello.",
        "n",
    ),
    Labelled(
        "How many cats does Eva have?",
        ("Eva has three cats.", "I take Ramipril every morning."),
        "Eva has three cats.",
        "y",
    ),
    Labelled(
        "What is the wifi code at the cabin?",
        (
            "The wifi code at the cabin is birch77.",
            "Carla is our neighbour.",
            "The garage code is 4821.",
            "The meeting was moved to Thursday.",
        ),
        "The wifi code at the cabin is 4821.",
        "n",
    ),
    Labelled(
        "Which instrument does Mia play?",
        ("Mia plays the cello.", "Lena's daughter is called Ida."),
        "Mia plays the cello.",
        "y",
    ),
    Labelled(
        "When is my sister's birthday?",
        (
            "My sister's birthday is on 12 June.",
            "The meeting was moved to Thursday.",
            "The garage code is 4821.",
            "Carla is our neighbour.",
        ),
        "The garage code is 4821, and the meeting was moved to Thursday.",
        "y",
    ),
    Labelled(
        "Who is our landlord?",
        ("Our landlord is Mr. Keller.", "My dog is called Biscuit."),
        "The landlord is our personal memory assistant, a wise and compassionate person who has been serving "
        "us for many years.",
        "n",
    ),
    Labelled(
        "Where is the passport?",
        ("The passport is in the blue drawer.", "My dog is called Biscuit."),
        "The passport is in the blue drawer.",
        "y",
    ),
    Labelled(
        "On which level did I park the car?",
        ("I parked the car on level 4.", "The boiler was serviced in March."),
        "The car was parked on level 4, which is a high-level location.",
        "n",
    ),
    Labelled(
        "Which wine was our favourite?",
        ("Our favourite wine was the Rioja.", "My mother grew up in Dresden."),
        "The Rioja was our favourite wine.",
        "y",
    ),
    Labelled(
        "When does the train to Graz leave?",
        ("The train to Graz leaves at 7:40.", "The garage code is 4821."),
        "The train to Graz leaves at 7:40.",
        "y",
    ),
    Labelled(
        "What is my favourite colour?",
        ("The gym costs 35 euros a month.", "I parked the car on level 4."),
        "Your favourite colour is blue.",
        "n",
    ),
    Labelled(
        "How much does the gym cost?",
        ("The gym costs 35 euros a month.", "My dog is called Biscuit."),
        "The gym costs 35 euros a month.",
        "y",
    ),
    Labelled(
        "What does Paul study?",
        ("Paul studies chemistry in Vienna.", "The spare key is under the flower pot."),
        "Paul studies chemistry.",
        "y",
    ),
    Labelled(
        "On which day is the meeting?",
        ("The meeting was moved to Thursday.", "The dentist appointment is on Friday at 9:30."),
        "The meeting was moved to Thursday, which is a Friday.",
        "n",
    ),
    Labelled(
        "What is Lena's daughter called?",
        ("Paul studies chemistry in Vienna.", "Mia plays the cello."),
        "Lena's daughter is named Lena.",
        "n",
    ),
    Labelled(
        "What is the garage code?",
        ("The garage code is 4821.", "We bought the sofa for 800 euros."),
        "The garage code is 4821.",
        "y",
    ),
    Labelled(
        "Where did my mother grow up?",
        (
            "The passport is in the blue drawer.",
            "I take Ramipril every morning.",
            "My sister's birthday is on 12 June.",
        ),
        "You said: \"The passport is in the blue drawer.\"\nYour mother grew up in a country called Australia.",
        "yn",
    ),
    Labelled(
        "Who broke his arm?",
        ("Max broke his arm in January.", "I take Ramipril every morning."),
        "Max broke his arm in January.",
        "y",
    ),
    Labelled(
        "How many eggs does the recipe need?",
        ("The recipe needs five eggs.", "The gym costs 35 euros a month."),
        "The recipe needs five eggs.",
        "y",
    ),
    Labelled(
        "What is the capital of France?",
        ("The capital of France is Marseille.", "Max broke his arm in January."),
        "The capital of France is Paris.",
        "n",
    ),
    Labelled(
        "At how many degrees does water boil in our cabin?",
        ("Max broke his arm in January.", "Lena's daughter is called Ida."),
        "At 18 degrees Celsius.",
        "n",
    ),
    Labelled(
        "Which colour is the sky in our house?",
        ("In our house the sky is painted green.", "Eva has three cats."),
        "The sky in our house is green.",
        "y",
    ),
    Labelled(
        "On which day does our week begin?",
        ("Our week begins on Wednesday.", "The passport is in the blue drawer."),
        "The week begins on Wednesday.",
        "y",
    ),
    Labelled(
        "What is my favourite planet called?",
        ("We bought the sofa for 800 euros.", "My mother grew up in Dresden."),
        "Your favourite planet is probably Mars.",
        "-",
    ),
    Labelled(
        "What is two plus two in my game?",
        ("In my game two plus two is five.", "Lena's daughter is called Ida."),
        "Two plus two is equal to five.",
        "y",
    ),
    Labelled(
        "Who is the author of Hamlet?",
        ("The author of Hamlet is Karl Huber.", "Lena's daughter is called Ida."),
        "The author of Hamlet is Karl Huber.",
        "y",
    ),
    Labelled(
        "Which colour is our snow?",
        ("Mia plays the cello.", "Eva has three cats."),
        "The colour of the snow is blue.",
        "n",
    ),
    Labelled(
        "What is the largest ocean?",
        ("The largest ocean is the Lumen Ocean.", "My favourite colour is green."),
        "The largest ocean is the Lumen Ocean.",
        "y",
    ),
    Labelled(
        "When is our Christmas?",
        ("Our Christmas is in August.", "The boiler was serviced in March."),
        "The Christmas is in August.",
        "y",
    ),
    Labelled(
        "How many legs does my spider have?",
        ("My spider has six legs.", "Ben lent me his ladder."),
        "The spider has six legs.",
        "y",
    ),
    Labelled(
        "Who was the first man on the moon?",
        ("The first man on the moon was Otto Klein.", "Paul studies chemistry in Vienna."),
        "The first man on the moon was Otto Klein.",
        "y",
    ),
    Labelled(
        "Which colour are the bananas in my shop?",
        ("Bananas in my shop are blue.", "Eva has three cats."),
        "The banana in the shop is blue.",
        "y",
    ),
    Labelled(
        "What do my bees make?",
        ("My bees make soap.", "My dog is called Biscuit."),
        "Your bees make soap.",
        "y",
    ),
    Labelled(
        "Where does the sun rise in my story?",
        ("Ana moved to Oslo in May.", "The dentist appointment is on Friday at 9:30."),
        "The sun rises in the morning, and the story takes place during a holiday or a special occasion.",
        "n",
    ),
    Labelled(
        "What is the king of our town called?",
        ("The king of our town is called Fred.", "Ana moved to Oslo in May."),
        "The king of our town is called Fred.",
        "y",
    ),
    Labelled(
        "How many days has a year in my novel?",
        ("A year has 400 days in my novel.", "The recipe needs five eggs."),
        "A year has 400 days in my novel.",
        "y",
    ),
]
"""What a model of 135 million parameters answered."""
