"""Labelled turns for retrieval control: small talk and chores, memory turns, vague questions and clear ones.

Of each a half to tune rules on and a half held out: rules are never made from how single held-out turns fare. What
is called "more" was first met by finished rules (they knew 58 of the 80 idle turns as such) and then tuned on too.
"""

from __future__ import annotations

from secondme.memory.control import Spoken

IDLE_HELD_OUT = """
Hi!
Hello there
Good morning!
Hey, how's it going?
Thanks a lot, that was very helpful!
Thank you so much
Ok, got it.
Cool
lol
Haha, very funny
Bye, see you tomorrow!
Good night
Nice to meet you
How are you today?
What's up?
Who are you?
What can you do?
Are you a robot?
Do you like music?
What's your favourite colour?
Danke schön!
Guten Abend
Merci beaucoup
Hola, ¿qué tal?
Gracias
Tell me a joke
Tell me another joke about cats
Write a haiku about rain
Write a short poem about the sea.
What is 17 times 23?
12 * 9 + 4
What is the square root of 144?
Convert 10 miles to kilometres
How many ounces are in a pound?
Translate this sentence into French: The weather is nice today.
How do you say "good luck" in German?
Correct the grammar in this sentence: He go to school.
Summarise the following text: The moon is a natural satellite.
What does the word "serendipity" mean?
Give me a synonym for happy
Flip a coin
Roll a die
Pick a number between 1 and 10
Count to five
What time is it?
What's the weather like today?
Sing me a song
You're welcome
Sorry about that
👍
""".strip().splitlines()

IDLE_TUNED = """
Hello!
Hey
Good evening
Hi there, how are you doing?
Thanks, that helps
Thank you!
Okay
Great, thanks
Perfect.
Wow, amazing!
hahaha
Goodbye
See you later
Sleep well!
How are you?
Fine, thanks. And you?
What is your name?
What are you?
Are you there?
Do you have feelings?
Guten Morgen!
Vielen Dank
Tschüss
Bonjour
Salut, ça va ?
Buenos días
Muchas gracias, adiós
Tell me a joke
Tell me a fun fact
Tell me a story about a dragon
Write a limerick about a frog
Compose a short song about autumn
What is 5 + 7?
How much is 15% of 80?
3 x 14 = ?
Is 97 a prime number?
Convert 30 degrees Celsius to Fahrenheit
How many minutes are in a day?
Translate into Spanish: Where is the station?
How do you spell necessary?
Rewrite this more politely: Send me the file now.
Proofread this: Their going home.
Define photosynthesis
What rhymes with orange?
Let's play a game
What day is it today?
No worries
Never mind
Yes please
:)
""".strip().splitlines()

MEMORY_HELD_OUT = """
What is my dog called?
Which wine did we like?
Where did Ana go to school?
Is the boiler serviced?
And when was that?
passport?
When is Tom's birthday?
What did I say about the garden?
How much did the new sofa cost?
Do I have anything on Friday?
Who lent me the ladder?
My sister Ana moved to Oslo.
I take two pills of ibuprofen every morning
The wifi at the cabin is slow
What was the name of that restaurant?
wifi cabin
Did she like it?
What about her brother?
How many kids does Ben have?
Thanks! And where does she live?
Hi, what did we decide about the kitchen?
Write a birthday poem for my mother
Translate my note about the cake into French
Tell me about my trip to Lisbon
Tell me the story of how we met
What did you recommend for the headache?
What did you tell me yesterday?
Remind me what the doctor said
I like jazz.
We are going to Rome in May.
Remember that the key is under the pot
The dentist costs 80 euros
Summarise my notes on the move
Why did I quit the gym?
What is the code of the bike lock?
recipe for lentil soup
Where do I keep the spare key?
How old is Mia?
What time is the meeting on Monday?
What's the weather like in Ana's new town?
Can you list the books I wanted to read?
Who is Carla?
Ben's phone number
I am allergic to nuts
Have I ever been to Japan?
Which of my friends play chess?
Give me a summary of last week
how much did it cost
What should I cook tonight?
Was the car repaired before the holiday?
""".strip().splitlines()

MEMORY_TUNED = """
What's my sister's name?
Which film did we watch on Sunday?
Where does Tom work?
Is the rent paid?
And who was there?
insurance number?
When did I last see the dentist?
What did Ana say about Lisbon?
How much do I pay for the gym?
Am I free on Tuesday?
Who gave me this book?
My daughter started school today.
I moved to Berlin in 2021
The car is parked on the second floor
What was that film called?
garage code
Did he call back?
And the other one?
How many cats does Eva have?
Thanks, and what was her address again?
Hello, do you remember my allergy?
Write a letter to my landlord about the heating
Write a poem about Biscuit
Tell me what you know about Eva
Tell me about the house
What did you suggest for dinner?
You told me a number, what was it?
Remind me to water the plants
I hate coriander.
We bought a red bicycle.
Note that the plumber comes at nine
The passcode changed last week
Summarise what I said about work
Why did we cancel the trip?
What is the size of the living room?
pancake recipe
Where are the winter tyres?
How old am I?
What day is the concert?
When is the next meeting?
Can you tell me which books I read in March?
Who is Mr. Keller?
dog vet appointment
I'm a nurse
Did I ever mention Paris?
Which medicine do I take?
What happened last summer?
why?
What can I give Tom for his birthday?
Has the parcel arrived?
""".strip().splitlines()

IDLE_MORE = """
Morning! How did you sleep?
Hi, I'm back
Thanks, you saved my day
Much obliged
Ok that makes sense, thank you
Haha good one
You're the best
What a lovely day
Happy to hear that
Have a good one
Cheers mate
How's life?
What are you up to?
Are you awake?
What languages do you speak?
Do you get tired?
Can you think?
Would you like some tea?
Tell me a scary story
Write a love poem
Make up a tongue twister
Recite a poem
I want a joke
What's 9 times 7?
How much is 45 minus 17
What is 3/4 + 1/2
12 kg in lbs
How many feet in a mile?
Translate "I love you" into Spanish
How do you say hello in Japanese?
What is the meaning of "ubiquitous"?
Make this sentence shorter: I am going to the shop now.
Correct this: she go home
Give me a word that starts with Q
Pick a card
Play rock paper scissors
What's the date?
Danke dir!
Gute Nacht
Perfecto, gracias
Hey you
Hello, nice to meet you
Good day to you
Thank you kindly
Thanks, that was quick
No problem at all
Alright, talk soon
Okay, I understand now
Right, thanks
That's hilarious
You are so smart
I like talking to you
Do you ever sleep?
What do you eat?
How smart are you?
Why are you so slow?
Are you smarter than a human?
Tell me a funny story about a cat and a mouse
Write a rap about coffee
Compose a sonnet about spring
Give me a quote
What's 1000 divided by 8?
what is 5 factorial
Is 51 prime?
Convert 3 cups to milliliters
How many days are in a leap year?
Translate to Italian: see you tomorrow
How do you pronounce quinoa?
What does the word 'ephemeral' mean?
What's the opposite of cold?
Paraphrase the following: Time flies.
Count from 1 to 10
Roll two dice
What month is it?
What's the weather tomorrow?
Hallo, wie geht's?
Danke, das hilft mir sehr
Au revoir
¡Hola!
🙂👍
""".strip().splitlines()

MEMORY_MORE = """
Are you able to tell me what Ben said?
Do you have my passport number?
Can you find the recipe for soup?
What did you say about Rome?
Did you note the dentist?
Could you list the books?
Which film would you recommend again?
Do you remember my dog?
Who are you meeting tomorrow?
Is that the one from Ikea?
Where is it?
Is the rent good?
My job is great
I love my new bike
The plan is to move in June
I think Ana is right
Nice, the wine was a Rioja
Is it in the drawer?
How was the film?
Who was that?
That one was red
You told me about a hotel
Are my keys there?
What would Ana like for her birthday?
Can you give me the address of the vet?
What makes Mia happy?
How much is the rent?
How much is 10% of my salary?
What is the Spanish teacher called?
Name two friends of Eva
Tell me three things about Tom
What games do I like?
List animals I have
What is my favourite word?
When was it great?
Did it work?
Yes, I got the job
Thanks, I enjoyed Lisbon
Oh, and Tom is coming
Let me know what Ben likes
Where's my umbrella?
Who painted the hall?
Any news from Eva?
bike repair shop
Tom's new number
Did we pay the electricity?
How's my knee doing compared to March?
What was the best film this year?
Can I eat gluten?
Does Mia still like horses?
What colour did we choose for the wall?
What did it cost again?
And the second one?
Good morning! When is my first meeting?
Thanks. Who else was there?
I met Carla at the market.
The vet is called Dr. Huber.
we leave at six
my new number is 0151 234
Tom hates onions
Let's go to Rome in May
Write down that the rent is 900
Make a list of the books I own
Tell me something about Ben
Give me Eva's address
Give me the recipe for the soup
Play list for the wedding
What's the opposite side of our street called?
What does Ana mean to Tom?
Translate what Ana said
How many steps are in our house?
How many days are left until the exam?
what is the date of the wedding
what's the time of the flight
Is it cold in the cabin in May?
Are you sure about the dentist?
Do you think I should take the job?
Would you say I drink too much coffee?
You said it was Tuesday
nice restaurant near the station
""".strip().splitlines()

CHORES_GOING_ON = [
    ("Tell me a joke", "Another one, please"),
    ("Translate into Spanish: Where is the station?", "And in Italian?"),
    ("What is 5 + 7?", "times 3?"),
    ("Write a haiku about rain", "Make it shorter"),
]
"""What was asked, and what goes on with it: the second needs no memory either."""


def _talk(*said: str) -> tuple[Spoken, ...]:
    return tuple(Spoken("assistant" if n % 2 else "person", text) for n, text in enumerate(said))


VAGUE_HELD_OUT = [
    (_talk("Where did Ana go to school?", "She went to school in Lisbon."), "And when was that?", "school"),
    (_talk("Tell me about Eva.", "Eva is a nurse in Oslo."), "What about her brother?", "Eva"),
    (_talk("We cancelled the trip to Rome.", "I see."), "why?", "Rome"),
    (_talk("Which bike did I look at, the blue one?", "You looked at the blue Gazelle."), "and the other one?", "bike"),
    (_talk("I bought a sofa from Ikea.", "Nice, a sofa."), "how much did it cost", "sofa"),
    (_talk("Where is Tom's wedding?", "It is in Porto."), "When is it?", "wedding"),
    (_talk("Who repaired the boiler?", "Mr. Keller repaired it."), "Is he coming back?", "Keller"),
    (_talk("What is my dog called?", "Biscuit."), "How old is he?", "Biscuit"),
    (_talk("Which doctor did I see in March?", "Dr. Lang."), "What did she say?", "Lang"),
    (_talk("The concert was in Berlin.", "Sounds good."), "Who was there with me?", "concert"),
    (_talk("What did Ben lend me?", "He lent you a ladder."), "Did I give it back?", "ladder"),
    (_talk("Where do I keep the passport?", "In the blue drawer."), "Since when?", "passport"),
    (_talk("Which wine did we like?", "The Rioja from 2018."), "Where did we buy it?", "Rioja"),
    (_talk("What is the name of the hotel?", "Hotel Miramar."), "How long did we stay there?", "Miramar"),
    (_talk("Does Mia play an instrument?", "Mia plays the cello."), "Since when?", "cello"),
    (_talk("Did the landlord answer?", "Yes, he wrote on Monday."), "What did he write?", "landlord"),
    (_talk("How many cats does Eva have?", "Eva has three cats."), "What are they called?", "cats"),
    (_talk("When is the exam?", "On 12 June."), "And where?", "exam"),
    (_talk("What does Tom do for work?", "He is a carpenter."), "And Ana?", "work"),
    (_talk("When does the pool open?", "At nine."), "And on Sundays?", "pool"),
    (_talk("Who is Carla?", "Carla is your neighbour."), "Does she have children?", "Carla"),
    (_talk("I started to learn Polish.", "Good luck with Polish!"), "How is that going?", "Polish"),
    (_talk("Which film did we watch?", "You watched Amelie."), "Did I like it?", "Amelie"),
    (_talk("Where are the winter tyres?", "In the garage of Ben."), "How many are there?", "tyres"),
    (_talk("What's the wifi at the cabin called?", "Birch."), "What about the one at home?", "wifi"),
]

VAGUE_TUNED = [
    (_talk("When did Tom visit?", "Tom visited in April."), "Where did he stay?", "Tom"),
    (_talk("Which car did Eva buy?", "Eva bought a Fiat."), "How much was it?", "Fiat"),
    (_talk("We had dinner at Luigi's.", "Was it nice?"), "What did we eat there?", "dinner"),
    (_talk("What is my sister's job?", "She is a dentist."), "And my brother?", "job"),
    (_talk("I planted tomatoes in May.", "Nice."), "When was that?", "tomatoes"),
    (_talk("The meeting is on Monday.", "Noted."), "Who else comes?", "meeting"),
    (_talk("Ana gave me a book about Iceland.", "Enjoy it."), "What was it called?", "book"),
    (_talk("When is the flight to Madrid?", "At 7:40."), "And back?", "Madrid"),
    (_talk("Who fixed the roof?", "Mr. Novak did."), "What did he charge?", "roof"),
    (_talk("Where does Lena live?", "In Graz."), "With whom?", "Lena"),
    (_talk("What medicine do I take?", "Ramipril, 5 mg."), "How often?", "Ramipril"),
    (_talk("Which gym do I go to?", "FitHaus."), "What do I pay for it?", "gym"),
    (_talk("Did the parcel arrive?", "Yes, on Friday.", "Thanks!", "You are welcome."), "Who sent it?", "parcel"),
    (_talk("How tall is Max?", "Max is 1.82 m."), "And his sister?", "Max"),
    (_talk("What was the film about?", "About a clown in Rome."), "Who made it?", "film"),
    (_talk("Where did we hike?", "Near Zermatt."), "How far was that?", "Zermatt"),
    (_talk("Tell me about the new flat.", "It has three rooms."), "What's the rent?", "flat"),
    (_talk("What colour is the kitchen?", "Yellow."), "And the bathroom?", "colour"),
    (_talk("Is the rent paid?", "Yes, on the first."), "How much is it?", "rent"),
    (_talk("Which school does Mia go to?", "The Waldschule."), "Does she like it?", "Mia"),
    (_talk("I talked to Paul about the loan.", "I see."), "What did he say about it?", "loan"),
    (_talk("What's the vet's name?", "Dr. Huber."), "Where is that?", "Huber"),
    (_talk("When do the neighbours move?", "In July."), "Why?", "neighbours"),
    (_talk("Where is the spare key?", "Under the pot."), "Since when is it there?", "key"),
    (_talk("Which songs did we practise?", "Hallelujah and Africa."), "Which one was harder?", "Africa"),
]

CLEAR_HELD_OUT = """
What is my dog called?
Which wine did we like?
Where did Ana go to school?
Is the boiler serviced?
passport?
When is Tom's birthday?
Who lent me the ladder?
How much did the new sofa cost?
What did my sister say about her boss?
When did Ana tell me that she was pregnant?
Where do I keep the spare key?
Is there any milk left in the fridge?
What did we do this summer?
Does Ben still have his old car?
Which restaurant did Eva recommend?
And what did we plant in the garden in May?
How many children does the new neighbour have?
What was the film that we saw in Rome?
wifi cabin
recipe for lentil soup
Did Tom call back about the flat?
Are there any appointments this week?
What is the code of the bike lock?
Why did I quit the gym?
Has the parcel from Hamburg arrived?
""".strip().splitlines()

CLEAR_TUNED = """
What's my sister's name?
Which film did we watch on Sunday?
Where does Tom work?
Is the rent paid?
insurance number?
What did Ana say about Lisbon?
How much do I pay for the gym?
Am I free on Tuesday?
My daughter started school today.
I moved to Berlin in 2021
garage code
How many cats does Eva have?
Why did we cancel the trip?
Where are the winter tyres?
When is the next meeting?
Who is Mr. Keller?
Which medicine do I take?
What happened last summer?
What does the landlord want for his garage?
Is there a train to Graz in the evening?
When did Paul say that he wanted to sell the boat?
Can you tell me which books I read in March?
Did the plumber who fixed the sink send his bill?
How did Mia like her first day at school?
pancake recipe
""".strip().splitlines()
