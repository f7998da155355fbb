"""Facts about work and learning."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="boss_name",
        values=("Dorothea", "Mr Lindqvist", "Anjali", "Fergus", "Mrs Abernathy"),
        said=(
            "{x} called me in at five, which usually means trouble with a boss, but I was thanked for the "
            "Henderson file. I hardly knew where to look. How do you take a compliment?",
            'New boss since Monday. {x} arrives by scooter and says "let us not have meetings". Too good to '
            "be true? What should I ask in our first talk?",
        ),
        replies=(
            "Ask how they like to be told bad news, what a good half-year would look like, and what they "
            "would never do again. Then mostly listen.",
            'With "thank you, that means a lot", and then silence. Explaining why it was nothing takes '
            "something away from the giver.",
        ),
        same=("What is my boss called?", "who my boss is"),
        other=("Who is my manager?", "which person I report to at the office"),
        near=(
            (
                "My boss sends mail at midnight and I feel I have to answer. What would you do?",
                "Wait until the morning once and see what happens: mostly nothing. If it is expected, ask "
                "your boss when an answer is really needed.",
            ),
        ),
    ),
    Fact(
        name="job_title",
        values=("a claims adjuster", "a set designer", "a soil scientist", "a payroll clerk", "a school librarian"),
        said=(
            "At parties I never know how to say it. I work as {x}, and people either yawn or ask for "
            "favours. What is a witty way to put it?",
            "Ten years as {x} this week, and they gave me a mug. I do like the work, though. What would you "
            "do with a small bonus?",
        ),
        replies=(
            "Split it in three: one part for later, one for something that breaks soon, and one for pure "
            "joy. The mug can hold the third.",
            'Describe the oddest day instead of the title. "Last week I had to..." makes anybody curious, '
            "and the favour-seekers forget to ask.",
        ),
        same=("What do I work as?", "what I work as"),
        other=("Which occupation do I have?", "which profession I am in"),
        near=(
            (
                "Is it wise to put hobbies in a job application? I am helping my niece with hers.",
                "One or two, if they tell something: a team, a responsibility, patience. A job in a shop "
                "counts as well; employers like people who have served customers.",
            ),
        ),
    ),
    Fact(
        name="commute",
        values=("55 minutes", "an hour and ten", "38 minutes", "nearly two hours"),
        said=(
            "Stood on the train again, {x} door to door, beside a man who ate sardines. I need something "
            "for my ears. What is good to listen to?",
            "They have cut my line, so getting to the office takes {x} now. I read a lot, at least. Could "
            "you explain what compound interest is?",
        ),
        replies=(
            "Interest on the interest: what you earn is added and earns in turn. At five per cent a sum "
            "doubles in some fourteen years, without you doing a thing.",
            "Long interviews in the morning, and something told in chapters on the way home. With closed "
            "headphones the sardines should fade a little.",
        ),
        same=(
            "What does getting to the office take me, door to door?",
            "what it takes door to door to the office",
            "How long did I say it was on the train, door to door?",
            "how long it was door to door on the train",
        ),
        other=("How long is my commute?", "how long I travel to my job"),
        near=(
            (
                "Is cycling to work in a suit possible at all?",
                "With mudguards and a slow pace, yes. Keep shoes at work, roll the jacket and leave ten "
                "minutes to cool down. Rain trousers are worth every penny.",
            ),
        ),
    ),
    Fact(
        name="project_name",
        values=("Kingfisher", "Bluebell", "Tandem", "Northstar", "Quicksilver"),
        said=(
            "They have put me in charge of {x}, our largest project yet, seventeen people and no plan. I "
            "nodded like a fool. Where do I begin?",
            "Had my first talk on the project to the board. {x} it is called, somebody's niece chose it. My "
            "knees shook. How does one calm down beforehand?",
        ),
        replies=(
            "Breathe out longer than in, six times, and know your first two sentences by heart. Nobody saw "
            "the knees, they never do.",
            "Write one page: what is finished when it is finished, who decides, what could sink it. Then "
            "speak with each of the people for twenty minutes before you plan anything.",
        ),
        same=(
            "Which project am I in charge of?",
            "Which project was my talk to the board on?",
            "what the project is called",
        ),
        other=("What is the name of the assignment I lead?", "what title the undertaking that I run bears"),
        near=(
            (
                "A project at the club is going nowhere because everyone is in charge. Advice?",
                "Name one person who decides and one date. A project with three captains drifts. Put both "
                "on the wall of the club and read them out each week.",
            ),
        ),
    ),
    Fact(
        name="colleague_leaving",
        values=("Bartholomew", "Yasmin", "Greta", "Ludovic", "Noor"),
        said=(
            "Cake in the office today, and a lump in my throat: {x} is leaving after nine years, the only "
            "colleague who laughed at my jokes. What do we write on the card?",
            "Everybody signed, and I was the one to hand it over. {x}, my favourite colleague, is leaving "
            "for a farm in Wales. How do I stay in touch with someone who hates phones?",
        ),
        replies=(
            "Write letters, honestly: one page each season with a drawing or a leaf. People who hate phones "
            "keep them in a drawer for years.",
            'One shared memory in a single line, and a wish that is not about work. "The stapler will miss '
            'you" has a place as well.',
        ),
        same=("Which colleague is leaving?", "which colleague is leaving the office"),
        other=("Who quit at my workplace?", "who gave notice among the people I work with"),
        near=(
            (
                "A colleague hums all day, and it drives me up the wall. How do I say it?",
                'Lightly, in private and early: "You have a lovely voice, and I cannot think while it '
                'sings." A colleague rarely knows that they hum.',
            ),
        ),
    ),
    Fact(
        name="deadline",
        values=("17 June", "3 July", "29 May", "24 July"),
        said=(
            "I must have it all in by {x}, the whole report with appendices, and I have written the title. "
            "Talk to me sternly.",
            "The client rang. The report is to be with them on {x}, not a day later, or they go elsewhere. "
            "My stomach is in knots. What can I eat?",
        ),
        replies=(
            "Plain things: rice, toast, a banana, camomile tea. And divide the thing into pages per day; a "
            "stomach believes in numbers.",
            "Sit down. Open it. Write the worst possible first paragraph in ten minutes, and mend it "
            "afterwards. Every day two pages, and no reading of news until they exist.",
        ),
        same=("When must the report be in?", "when the report must be with the client"),
        other=("What is my deadline?", "what due date my paper has"),
        near=(
            (
                "How long should a summary of forty pages be? My colleagues differ.",
                "A page, at most two. State the finding first, then the three reasons, then what you want "
                "the reader to do. The forty pages are for those who doubt it.",
            ),
        ),
    ),
    Fact(
        name="conference_city",
        values=("Tallinn", "Montreal", "Bologna", "Gothenburg", "Porto"),
        said=(
            "They are sending me to {x} in the autumn to give a paper, me, in front of four hundred "
            "specialists! I said yes before thinking. How do I get over stage fright?",
            "The paper was accepted! I fly to {x} for it, hotel paid, and have nothing to wear. What does a "
            "person put on for such a thing?",
        ),
        replies=(
            "Something you have worn before and forgot you were wearing. One good jacket, shoes that can "
            "stand for hours, and a pocket for the clicker.",
            "Rehearse aloud to one friendly person, then to one who is bored. Arrive early and stand on the "
            "spot; an empty room becomes yours quickly.",
        ),
        same=(
            "Where do they send me to give the paper?",
            "where I fly for the paper",
            "Where do I fly for the paper?",
        ),
        other=("Which town hosts the conference that I attend?", "which town the congress I go to takes place in"),
        near=(
            (
                "Do people still hand out cards at conferences? I have five hundred old ones.",
                "A few do, though most photograph a badge. Write what you spoke of on the back of each "
                "card, or they are all the same by evening.",
            ),
        ),
    ),
    Fact(
        name="raise",
        values=("four per cent", "6.5 per cent", "three and a half per cent", "eight per cent"),
        said=(
            "I asked, my voice cracked, and they gave me {x} more! I ran round the block. How should I use "
            "it wisely?",
            "It was over in five minutes: {x} more from next month, and a handshake. I had prepared a "
            "speech of three pages. What do I do with the speech?",
        ),
        replies=(
            "Keep it for next year, it only gets truer. And write down tonight what worked, because one "
            "forgets one's own courage first.",
            "Before you get used to it, send half of the difference to a separate account automatically. "
            "You will not miss what you never saw.",
        ),
        same=(
            "What more did they give me when I asked?",
            "what more I get from next month",
            "what they gave me when I asked and my voice cracked",
            "How much more is it from next month?",
        ),
        other=("By how much did my salary rise?", "how big my pay increase was"),
        near=(
            (
                "Is it rude to talk about salary with people at the same level?",
                "Less and less, and it is usually allowed. Offer your own number first, ask for a range, "
                "and never use what a friend told you as a threat.",
            ),
        ),
    ),
    Fact(
        name="office_floor",
        values=("fourteenth", "ninth", "twenty-second", "sixth"),
        said=(
            "The lift is broken, and we moved to the {x} floor last month, of course. My calves! Which "
            "stretches are good after stairs?",
            "From the {x} floor one can see the sea on a clear day, so since our team moved nobody works "
            "before ten. How do I concentrate in an open room?",
        ),
        replies=(
            'Headphones, a seat that faces the wall, and a small flag that means "not now". Two such hours '
            "a day are enough for most things.",
            "Stand on a step with your heels over the edge, sink slowly, hold for thirty seconds, three "
            "times. Then lie with your legs up the wall.",
        ),
        same=("On which floor is the team since we moved?", "which floor we moved to"),
        other=("How high up in the building is my desk?", "what storey my employer occupies"),
        near=(
            (
                "Can a lift fall? I was stuck in one for twenty minutes between floors today.",
                "Practically never: each of several cables holds the whole cabin, and brakes grip the "
                "rails. Being stuck means the lift is being careful. Press the bell and sit down.",
            ),
        ),
    ),
    Fact(
        name="night_course",
        values=("bookkeeping", "sign language", "carpentry", "Mandarin", "first aid"),
        said=(
            "I have enrolled for {x} at the evening college, Wednesdays, in a room that smells of chalk. I "
            "am the oldest by far. How do I make notes that I will read again?",
            "First evening at the college! {x}, twelve people, two biscuits. I was exhausted and very glad. "
            "What is the best way of going over new things?",
        ),
        replies=(
            "After a day, after three, after a week, each time from memory before you look. Ten minutes "
            "each is plenty, and far better than reading twice.",
            "Leave a wide margin, and the next day write a question there for each paragraph. Later you "
            "cover the page and answer; it is dull, and it works.",
        ),
        same=("What did I enrol for at the evening college?", "what I do evenings at the college"),
        other=("Which subject am I studying in my spare time?", "which class I take after hours"),
        near=(
            (
                "Are online courses any good? A friend swears by them, and never finishes one.",
                "They are as good as your calendar. Book the hour, tell somebody, and choose courses with "
                "tasks that are marked; watching alone leaves little.",
            ),
        ),
    ),
    Fact(
        name="interview_question",
        values=(
            "what animal I would be",
            "how many piano tuners there are in Paris",
            "to sell them a pencil",
            "to draw my last holiday",
        ),
        said=(
            "So, the interview: nice people, bad coffee, and then they asked me {x}! I blinked for ten "
            "seconds. Do firms learn anything from that?",
            "My neighbour wanted to hear about the interview, but all I recall is that they asked me {x}. "
            "My mind went white. How does one think on one's feet?",
        ),
        replies=(
            "Buy time aloud: repeat it, say how you would go about it, then guess. They watch the road you "
            "take and not where you arrive.",
            "Very little, say the studies; it mostly shows who is at ease with strangers. A sample of real "
            "work tells far more.",
        ),
        same=("What was I asked in the interview?", "what they asked me in the interview"),
        other=("Which odd puzzle did the recruiters give me?", "which strange challenge the hiring panel set"),
        near=(
            (
                "What do I wear for an interview at a firm where everyone is in trainers?",
                "One step above them: a clean shirt, dark trousers, good shoes. It shows care without "
                "stiffness, and the jacket can come off.",
            ),
        ),
    ),
    Fact(
        name="office_plant",
        values=("a rubber fig", "an orchid", "a cactus collection", "a lemon sapling"),
        said=(
            "I came back from leave and somebody had watered {x} on my desk to death. I feel strangely "
            "bereft. How do I write a note about it without sounding mad?",
            "Do you know what cheers me up on grey days? On my desk there is {x}, and today it has put out "
            "something new. Is it true they clean the air?",
        ),
        replies=(
            "Barely: one would need a jungle. But people feel better next to something alive, and that has "
            "been measured as well.",
            "Make it funny: a small obituary, two lines, with a date. Everyone will be kind and one person "
            "will be very red.",
        ),
        same=("What was watered to death on my desk?", "What cheers me up on my desk?", "what there is on my desk"),
        other=("Which plant do I keep at the workplace?", "which greenery I look after at the workplace"),
        near=(
            (
                "How much light does a north window give plants? Mine lean like sailors.",
                "Little, so choose ferns and ivy, and turn the pots a quarter each week. Plants that lean "
                "want to be moved closer, not to have more water.",
            ),
        ),
    ),
)
