"""Questions that need two facts, told on two days."""

from secondme.bench.assistant.shapes import Pair

PAIRS = (
    Pair(
        first="sister_job",
        second="brother_city",
        same="What does my sister do now, and where has my brother moved?",
        other="Which profession does one sibling have, and in which place did the other settle?",
    ),
    Pair(
        first="dog_name",
        second="cat_name",
        same="What did we name the puppy, and what is the stray from the shed with the torn ear called?",
        other="What are my dog and my cat called?",
    ),
    Pair(
        first="first_job",
        second="first_car",
        same="What did I begin with at fifteen, and what did I buy at nineteen from a priest?",
        other="What were my earliest employment and my earliest automobile?",
    ),
    Pair(
        first="honeymoon",
        second="wedding_place",
        same="Where did we get married, and where was our honeymoon?",
        other="At which venue did I become a spouse, and what destination came right after?",
    ),
    Pair(
        first="allergy",
        second="hated_food",
        same="What makes my face swell up, and what is it I cannot stand?",
        other="Which food am I allergic to, and which ingredient do I merely hate?",
    ),
    Pair(
        first="job_title",
        second="partner_job",
        same="What do I work as, and what is my partner?",
        other="Which occupations do I and my spouse have?",
    ),
    Pair(
        first="boss_name",
        second="colleague_leaving",
        same="What is my boss called, and which colleague is leaving?",
        other="Who is my manager, and who quit at my workplace?",
    ),
    Pair(
        first="school_subject",
        second="university_subject",
        same="What was I best at with a top mark, and what did I have four years of lectures in?",
        other="Which school subject did I excel in, and which degree did I do afterwards?",
    ),
    Pair(
        first="novel_reading",
        second="band_name",
        same=(
            "Over what have I missed my stop or got stuck at page ninety, and what does our poster or our "
            "gig call us?"
        ),
        other="Which novel do I have on the go, and which name did my music group choose?",
    ),
    Pair(
        first="migraine_trigger",
        second="sleep_aid",
        same="What brings on my migraine, and what did I try that I slept so well?",
        other="What causes those headaches, and what works for me against insomnia?",
    ),
    Pair(
        first="restaurant_fav",
        second="takeaway_order",
        same=(
            "Where did I say that we celebrated or that I would eat each Friday, and what is the usual for "
            "me when we rang or the phone man answers?"
        ),
        other="What is my favourite restaurant, and which meal do I get from the delivery place?",
    ),
    Pair(
        first="watch_inherited",
        second="wine_inherited",
        same="What from grandad ticks, and what did I come away with from great-uncle Harald's cellar?",
        other="Which timepiece and which alcohol did I inherit?",
    ),
    Pair(
        first="coat_colour",
        second="umbrella_pattern",
        same="How loud is the coat I bought, and what does my umbrella have on it?",
        other="What hue is my outerwear, and which motif does my brolly show?",
    ),
    Pair(
        first="passport_expiry",
        second="deadline",
        same="When does the passport run out, and when must the report be in?",
        other="What are the expiry date of my travel document and the due date of my work paper?",
    ),
    Pair(
        first="daughter_instrument",
        second="choir_part",
        same="What did our daughter fall for at school, and where did they move me in the choir?",
        other="Which instrument is my girl learning, and which voice do I sing?",
    ),
    Pair(
        first="landlord_name",
        second="plumber_name",
        same="What is our landlord called, and which plumber came?",
        other="Who owns the home I live in, and who repaired the leak?",
    ),
    Pair(
        first="summer_booking",
        second="campsite",
        same="Where do we go in July, and where did we book or take the tent?",
        other="What is my vacation destination this summer, and which campground do I spend a holiday at?",
    ),
    Pair(
        first="bird_seen",
        second="garden_tree",
        same="What sat on the fence or in the marsh, and what did we plant?",
        other="Which bird did I spot, and which tree is growing in my garden?",
    ),
    Pair(
        first="blood_type",
        second="blood_pressure",
        same=(
            "What blood am I when they take it, and what was on the slip or the machine at the chemist's or nurse's?"
        ),
        other="Which donor group do I belong to, and how high is the pressure in my arteries?",
    ),
    Pair(
        first="car_make",
        second="bike_stolen",
        same="What do we drive, and what did they take from outside the bakery?",
        other="Which automobile do I own, and which vehicle of mine got stolen?",
    ),
    Pair(
        first="nephew_gift",
        second="cousin_baby",
        same="What did I give my nephew, and what did my cousin call the baby?",
        other="Which birthday present did the lad in the family get, and what is the name of the newborn?",
    ),
    Pair(
        first="language_learning",
        second="night_course",
        same="What can I order soup in or am learning, and what did I enrol for at the evening college?",
        other="Which foreign tongue and which other subject am I studying?",
    ),
    Pair(
        first="best_friend",
        second="neighbour_upstairs",
        same="What is my best friend called, and who lives upstairs?",
        other="Who is my oldest pal, and what is the name of the neighbour above me?",
    ),
    Pair(
        first="commute",
        second="office_floor",
        same="How long is it to the office, door to door, and on which floor is the team?",
        other="How long is my commute, and how high up is my desk?",
    ),
)
