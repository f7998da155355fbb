"""Two hundred things that people say to an assistant and that no memory answers: small talk, general knowledge,
chores."""

from __future__ import annotations

QUESTIONS = tuple(
    """
Hi there!
Good morning, how are you today?
How's it going?
Thanks a lot, that was helpful.
What's up?
Good night!
You are really funny.
Are you a robot?
What can you do?
Do you ever get tired?
Who made you?
Tell me a joke.
Tell me something interesting.
I'm bored.
Sing me a song.
Can you keep a secret?
What is the meaning of life?
Do you dream?
Nice to meet you.
See you later.
Ha, good one!
Okay, sounds good.
Let's talk about something else.
Can you help me with something?
Wait a second.
I don't get it.
Could you say that again?
Please be brief.
Never mind.
That makes sense.
How old are you?
What languages do you speak?
Do you like music?
Are you listening?
Happy new year!
Sorry, I typed that by mistake.
What do you think about artificial intelligence?
Is it going to rain tomorrow?
What time is it in Tokyo?
What's today's date?
What is the capital of Australia?
Who wrote Pride and Prejudice?
How many planets are there in the solar system?
What is the boiling point of water at sea level?
Who painted the Mona Lisa?
When did the Second World War end?
What is the speed of light?
Which is the longest river in the world?
How tall is Mount Everest?
What does DNA stand for?
Who discovered penicillin?
What is the square root of 144?
How many bones are in the human body?
What is the largest ocean on Earth?
Who was the first person on the Moon?
What is photosynthesis?
Why is the sky blue?
How do vaccines work?
What causes thunder?
What is the difference between a virus and a bacterium?
How far is the Sun from the Earth?
What is the chemical symbol for gold?
Who invented the telephone?
When was the Berlin Wall built?
What is inflation?
How does a refrigerator work?
What is a black hole?
Which country has the most people?
What is the currency of Japan?
How many sides does a hexagon have?
What is the freezing point of mercury?
Who composed The Four Seasons?
What is the tallest building in the world?
How long does light take to reach us from the Moon?
What is a prime number?
Is a tomato a fruit or a vegetable?
Why do leaves turn red in autumn?
What is the capital of Mongolia?
Which metal is liquid at room temperature?
How do bees make honey?
What is the Pythagorean theorem?
Who was Cleopatra?
When did the Roman Empire fall?
What is quantum entanglement?
How do submarines dive?
What does a semiconductor do?
What is the difference between weather and climate?
How many continents are there?
What language is spoken in Brazil?
Who wrote War and Peace?
What is the hardest natural material?
How do magnets work?
What is the Fibonacci sequence?
Why do cats purr?
How fast can a cheetah run?
What is a haiku?
Which planet has the most moons?
What is the periodic table?
Who was Isaac Newton?
What is the population of Canada?
Translate "good evening" into French.
How do you say thank you in Japanese?
What is the plural of octopus?
Is it "affect" or "effect" in this sentence?
Give me a synonym for enormous.
What rhymes with orange?
Define the word serendipity.
Correct the grammar of this: he don't know nothing.
Spell accommodate.
What does the idiom "bite the bullet" mean?
Write a short poem about the sea.
Write a limerick about a penguin.
Write a haiku about snow.
Draft a polite email that declines an invitation.
Summarise the plot of Hamlet in two sentences.
Write a product description for a desk lamp.
Invent a name for a coffee shop.
Write a regular expression that matches an IPv4 address.
How do I reverse a list in Python?
What does the command grep do?
Explain recursion to a child.
What is the difference between TCP and UDP?
How do I centre a div?
Write a SQL query that counts rows by month.
What is a hash table?
How do I undo the last commit in git?
What is Big O notation?
Convert 5 miles to kilometres.
How many grams are in an ounce?
What is 17 percent of 230?
What is 48 times 36?
Convert 100 degrees Fahrenheit to Celsius.
How many seconds are in a day?
Divide 1,001 by 7.
What is 2 to the power of 16?
Roll a die for me.
Flip a coin.
Pick a random number between 1 and 100.
Set a timer for ten minutes.
How do I boil an egg?
How long does pasta take to cook?
What can I substitute for buttermilk?
Give me a recipe for pancakes.
How do I remove a red wine stain from a carpet?
How do I unclog a drain?
How often should I water a cactus?
How do I tie a bow tie?
How do I change a flat tyre?
What is a good way to fall asleep faster?
How do I get rid of fruit flies?
How much water should an adult drink?
What are symptoms of dehydration?
How do you clean a cast-iron pan?
How do I descale a kettle?
What temperature should a fridge have?
Which vitamins are in spinach?
How do I fold a fitted sheet?
How do I improve my posture?
What is a balanced breakfast?
How do I jump-start a battery?
Give me three tips for public speaking.
What should one wear to a formal dinner?
How do I negotiate a price?
What makes a strong password?
Explain compound interest.
What is an index fund?
How do mortgages work?
What is the difference between a debit and a credit card?
What does a notary do?
How does a bill become a law?
What is the rule of thirds in photography?
How do I play a C major chord?
What are the rules of chess?
How many players are on a volleyball team?
What is offside in football?
How long is a marathon?
Which city hosted the first modern Olympic Games?
What is a good opening move in chess?
How do noise-cancelling headphones work?
What is the best way to learn a language?
How do aeroplanes stay in the air?
What are the seven wonders of the ancient world?
What are the primary colours?
List the months that have 31 days.
Name five animals that lay eggs.
What is the opposite of nocturnal?
Give me a riddle.
If a train leaves at noon at 60 miles an hour, when has it gone 150 miles?
What comes next: 2, 4, 8, 16?
What are the pros and cons of electric cars?
Explain the theory of relativity simply.
What is stoicism?
Who was Confucius?
What is the trolley problem?
Recommend a classic novel that everyone should have read.
What is the difference between jazz and blues?
How is cheese made?
What is umami?
Why does bread rise?
What is the origin of the word salary?
""".strip().splitlines()
)
