"""Forms of sentences in which the person stands elsewhere than in front, each with what reads it: the first half."""

from __future__ import annotations

from secondme.memory.facts.rules import endings, readers

_N = r"(?:(?!\b(?:and|but|so|because|i|it|that|this|she|he|they|which|who|you)\b)[^,.;:!?()])+?"
_START = r"(?:^|(?<=[,:;] )|(?<=and )|(?<=but )|(?<=so ))"
FORMS: tuple[tuple[str, readers.Reader], ...] = (
    (
        r"\b(?:as (?:i )?mentioned|as i said|like i said|as you know|just so you know) ?,? i work (?:at"
        r"|for) (?P<x>[^,.;]+)",
        readers.employer,
    ),
    (r"^being (?P<x>[\w-]+) ?,? i\b", readers.diet),
    (
        r"\b(?:we|i) (?:named|called|christened) (?:the|our|my) (?P<k>dog|cat|rabbit|parrot|horse|puppy|kitten"
        r"|hamster) (?P<x>\w+)$",
        readers.pet_named,
    ),
    (
        r"\bi (?:have )?(?:took|taken) up (?:playing )?(?:the )?(?P<x>[\w -]+?)(?= last| this| in| again| two|$| ?,)",
        readers.taken_up,
    ),
    (
        r"\bi (?:have )?(?:picked up) (?P<x>[\w -]+?)(?= last| this| in| again"
        r"| two|$| ?,)",
        readers.taken_up,
    ),
    (
        r"\bi (?:have )?(?:got|gotten|become) (?:really |so )?(?:into|hooked on|addicted to"
        r"|obsessed with) (?P<x>[^,.;]+?)(?= last| this| lately|$| ?,)",
        readers.keen,
    ),
    (
        r"\bi spend (?:my |the |most )?(?:weekends?|evenings?|free time|sundays|saturdays|spare time"
        r"|nights?) playing (?:the )?(?P<x>[\w -]+)",
        readers.game,
    ),
    (
        r"\bi (?:have (?:an? )?season tickets? for|live and breathe|am mad about|never miss a match of"
        r"|go to every match of) (?P<x>[\w ]+?)(?= matches|$| ?,)",
        readers.club,
    ),
    (
        r"^(?P<x>[\w' -]+?) (?:tastes?|smells?) (?:like (?:soap|dirt|feet|rubber)|awful|terrible|disgusting"
        r"|horrible)(?: to me)?$",
        readers.bad("dislikes"),
    ),
    (r"\bi (?:need|have) to avoid (?P<x>[\w -]+)", readers.plain("avoids")),
    (r"^at (?P<x>[\w: ]+?) i (?:get up|wake up|wake|rise|am up)\b", readers.alarm),
    (r"\bto get to work i (?:take|use|catch|ride) the (?P<x>\w+)", readers.plain("commutes_by")),
    (r"\bi do my commute by (?P<x>\w+)", readers.plain("commutes_by")),
    (
        r"\b(?:we|i) (?:did|made|went on) an? (?:\w+ )?(?:trip|tour|holiday|journey|cruise) (?:to|in|around"
        r"|through) (?P<x>[\w ]+?)(?= last| in| two| this|$| ?,)",
        readers.seen,
    ),
    (r"\bwe have been married since\b", readers.wed),
    (r"\bi (?:take|need|wear|have) shoe size (?P<n>\d\d)(?P<x>)", readers.shod),
    (r"\bi (?:need|take|wear|am) an? (?P<n>\d\d) in (?P<x>\w+)", readers.sized),
    (
        r"\bi (?:am active in|sit on|serve on|am on the board of|play in|sing in|row with|am with) (?P<x>(?:the|an?"
        r"|our) [\w' -]*?(?:society|council|club|choir|orchestra|band|association|union|team"
        r"|league))\b",
        readers.member,
    ),
    (r"\bmy new job ?(?:is|:) ?(?:an? )?(?P<x>[\w -]+)", readers.trade_as),
    (r"\b(?:handed in my notice|gave notice|quit|resigned) at (?P<x>[^,.;]+)", endings.left_firm),
    (
        r"^(?P<x>[\w' ]+?) (?:let me go|fired me|laid me off|made me redundant|dismissed me|sacked me)\b",
        endings.left_firm),
    (
        r"\bi (?:switched|changed) from (?:the |my )?(?P<y>\w+) to (?:the |my |an? )?(?P<x>\w+) for (?:work"
        r"|my commute|commuting|getting to work)", endings.commute),
    (
        r"\bi (?:have )?(?:dropped|cancelled|quit|ended) (?:my|the) (?P<x>[\w -]+?) (?:lessons?|class(?:es)?"
        r"|course)\b", endings.unlearnt),
    (
        r"^(?P<x>\w+) and i (?:have|are|got) (?:now )?(?:separated|divorced|split up|broken up|no longer together"
        r"|over|through)\b", endings.apart),
    (r"\bi am (?:no longer|not) with (?P<x>\w+)(?: any ?more)?$", endings.apart),
    (r"\bmy (?:relationship|marriage) with (?P<x>\w+) (?:is over|ended|has ended|is finished)\b", endings.apart),
    (r"\bi am with (?P<x>\w+) now\b", readers.bonded("partner")),
    (
        r"\bi am (?:now )?(?:dating|seeing|in a relationship with|going out with|together with|engaged to"
        r"|married to) (?P<x>\w+)(?: now)?$", readers.bonded("partner")),
    (r"\bfell out with (?P<x>\w+)\b.*\bno longer friends", endings.unfriended),
    (r"^(?P<x>\w+) and i (?:are not|are no longer) friends\b", endings.unfriended),
    (r"\b(?:we|i) lost our (?:dog|cat|rabbit|horse|parrot|hamster) (?P<x>\w+)", endings.pet_gone),
    (
        r"^(?P<x>\w+) (?:is no longer with us|crossed the rainbow bridge|had to be put down|was put to sleep)\b",
        endings.pet_gone),
    (r"\bfound a new home for (?P<x>\w+)", endings.pet_gone),
    (
        r"\bi have (?:gone off|lost interest in|fallen out of love with) (?P<x>[^,.;]+)",
        readers.plain("likes", ends=True)),
    (r"\b(?:doctor|gp) took me off (?P<x>[\w' -]+)", endings.off_drug),
    (
        r"\bi (?:swapped|exchanged|traded|replaced|changed) (?:my )?(?P<y>[\w' -]+?) (?:for|with|by"
        r"|to) (?P<x>[\w' -]+)", endings.swapped),
    (r"\bmy (?P<x>[\w -]+?) has a new owner\b", endings.lost),
    (r"\bi (?:parted with|got rid of|said goodbye to) my (?P<x>[\w -]+)", endings.lost),
    (r"\b(?:someone|somebody|they|a thief|thieves) (?:stole|took|nicked) my (?P<x>[\w -]+)", endings.lost),
    (r"\bi (?:ditched|dropped|left|replaced) (?P<y>\w+) (?:for|with) (?P<x>\w+)", readers.tool),
    (
        r"\b(?:i have|i) moved (?P<x>[\w' -]+?) to (?P<d>mon|tues|wednes|thurs|fri|satur|sun)days\b",
        endings.weekly_moved),
    (
        r"\bi have (?:stopped|dropped|quit|given up) (?P<x>yoga|pilates|swimming|running|choir practice|pottery class"
        r"|pottery|boxing|karate|judo|ballet|spinning|zumba|gymnastics)\b", endings.unweekly),
    (
        r"\b(?:they|my landlord|the landlord) (?:raised|increased|put up) (?:my|our"
        r"|the) (?P<x>[\w' -]+?) to (?P<m>[€$£]?\d)", readers.bill),
    (
        r"\bi have (?:dropped|given up|abandoned|buried) (?:the|my) (?:idea|plan|dream|goal) (?:to|of) (?P<x>[^,.;]+)",
        endings.unaimed),
    (r"^i have (?P<x>\d\d) years$", readers.age),
    (r"\bi (?:like|love) very much (?:the )?(?P<x>[\w -]+)", readers.plain("likes")),
    (r"\bi do not like (?:very|so) much (?:the )?(?P<x>[\w -]+)", readers.plain("dislikes", ends=False)),
    (r"\bi am since (?:[\w ]+? )?(?:years?|months?|\d{4}|childhood) (?:an? )?(?P<x>[\w-]+)", readers.diet),
    (r"\b(?:my|our) birthday it is\b", readers.born),
    (r"\bi stand up (?:every day )?at (?P<x>\d[\d:.]*)", readers.alarm),
    (
        rf"{_START}(?P<x>{_N}) (?:really |always |just )?(?:annoys?|bothers?|irritates?|disgusts?|sickens?"
        rf"|repels?) me\b", readers.bad("dislikes")),
    (
        rf"{_START}(?P<x>{_N}) (?:really |always )?(?:scares?|terrif(?:y|ies)|frightens?|petrif(?:y|ies)) me\b",
        readers.bad("fears")),
    (
        rf"{_START}(?P<x>{_N}) (?:always )?(?:gives? me (?:an allergic reaction|hives|a rash|an allergy)"
        rf"|makes? me break out|triggers? my allerg\w+)", readers.bad("allergic_to")),
    (
        r"^(?P<x>[\w' -]+?) ?,(?: [a-z]+ ?,)* i (?:just |really |absolutely )?(?:hate|loathe|detest|dislike"
        r"|cannot stand|can not stand|do not like) (?:that|it|them|those)\b", readers.bad("dislikes")),
    (r"\b(?:i|we) report (?:directly )?to (?P<x>\w+)", readers.bonded("boss")),
    (r"^(?P<x>\w+) and i work together\b", readers.bonded("colleague")),
    (r"\bi (?:work together|share an? (?:office|desk|lab|room at work)) with (?P<x>\w+)", readers.bonded("colleague")),
    (r"^(?P<x>\w+) (?:from|at) work is (?:a|my) (?:colleague|coworker|co-worker)\b", readers.bonded("colleague")),
    (r"^i am (?:the )?(?:mother|father|mum|mom|dad|parent) of (?P<x>\w+)", readers.bonded("child")),
    (
        r"^(?P<x>\w+) and i (?:are|got) (?:happily )?(?:married|engaged|a couple|together|dating)\b",
        readers.bonded("partner")
    ),
    (r"^(?P<x>\w+) (?:left|dumped|divorced) me(?: last.*| yesterday| two.*| a .*ago)?$", endings.apart),
    (r"^(?P<x>\w+) and i are (?:no longer|not) friends\b", endings.unfriended),
    (
        r"^(?P<x>\w+) lives (?:next door|upstairs|downstairs|across the (?:street|hall|road))(?: to (?:me|us))?$",
        readers.bonded("neighbour")),
    (r"^(?P<x>\w+) (?:from )?next door is (?:my|our) neighbou?r\b", readers.bonded("neighbour")),
    (r"\bneighbou?r \w+ is called (?P<x>\w+)", readers.bonded("neighbour")),
    (r"\bput (?P<x>\w+) (?:down|to sleep)\b", endings.pet_gone),
    (r"\b(?:owner|keeper) of (?P<x>an? [\w -]+? (?:called|named) \w+)", readers.pet),
    (
        r"^(?:hi|hey|hello)? ?,? ?"
        r"(?:this is(?= \w+ (?:speaking|here))|the name is|i am called|i go by|i am known as) (?P<x>\w+)(?: here)?(?=$"
        r"| ?,)", readers.call),
    (r"\b(?:i go by|i am known as|i am called) (?P<x>\w+)(?=$| ?,)", readers.call),
    (r"^(?P<x>\w+) here(?=$| ?,)", readers.call),
    (
        r"\bi have (?:an? )?(?:\w+ )?(?:soft spot|thing|weakness|passion|love|fondness|liking"
        r"|sweet spot) for (?P<x>[^,.;]+)", readers.plain("likes")),
    (r"\bi (?:cannot|can not) get enough of (?P<x>[^,.;]+)", readers.plain("likes")),
    (
        r"\b(?:nothing beats|there is nothing (?:better than|like)|i am a sucker for"
        r"|i go crazy for) (?P<x>[\w' -]+?)(?= for me|$| ?,)", readers.plain("likes")),
    (
        r"^(?P<x>[\w' -]+?) (?:is|are) (?:one of )?my (?:absolute |all-time |big |great )?(?:favou?rites?|passion"
        r"|favou?rite thing|thing|guilty pleasure|cup of tea|jam)\b(?= ?[,.;!]|$| and| so| ever| of| kind)",
        readers.good),
    (
        r"^(?P<x>[\w' -]+?) (?:always )?(?:makes?|make) me (?:so |very |really )?(?:happy|smile|calm|relaxed)\b",
        readers.good
    ),
    (
        r"^(?P<x>[\w' -]+?) (?:is|are) (?:not|never) (?:really )?(?:for me|my thing|my cup of tea"
        r"|my jam)\b", readers.bad("dislikes")),
    (
        r"^(?P<x>[\w' -]+?) (?:really )?(?:drives? me (?:mad|crazy|nuts|insane|up the wall)|gets? on my nerves"
        r"|makes? me (?:cringe|angry|sick|gag)|puts? me off|turns? me off|is a nightmare for me|grosses? me out"
        r"|bores? me)\b", readers.bad("dislikes")),
    (
        r"\bi find (?P<x>[\w' -]+?) (?:\w+ )?(?:annoying|disgusting|boring|terrible|awful|unbearable|horrible|gross"
        r"|revolting|dreadful|tedious)\b", readers.bad("dislikes")),
    (
        r"\bi find (?P<x>[\w' -]+?) (?:\w+ )?(?:delightful|fascinating|wonderful|lovely|delicious|relaxing)\b",
        readers.good
    ),
    (r"\bi have no (?:time|patience|love) for (?P<x>[^,.;]+)", readers.plain("dislikes")),
    (
        r"\bi (?:always )?avoid (?P<x>[a-z][\w' -]+?)(?= at all costs| like the plague| whenever| when i can|"
        r" because| since| if|$| ?,)",
        readers.bad("dislikes")),
    (
        r"^(?:give me|i would (?:choose|take|pick|go for)|i will take|i always take|given the choice i (?:take|choose"
        r"|pick)|i pick|i always choose) (?P<x>[\w' -]+?) over (?P<y>[\w' -]+?)(?= any ?day| every time| whenever|$"
        r"| ?,)", readers.prefer),
    (r"^(?P<x>[\w' -]+?) beats? (?P<y>[\w' -]+?) for me\b", readers.prefer),
    (r"^(?P<x>[\w' -]+?) over (?P<y>[\w' -]+?) (?:any ?day|every time|for me|always)\b", readers.prefer),
    (r"^(?P<x>[\w' -]+?) (?:freaks?|creeps?|weirds?) me out\b", readers.bad("fears")),
    (r"^(?P<x>[\w' -]+?) makes? me (?:panic|anxious|nervous)\b", readers.bad("fears")),
    (
        r"\b(?:i|my) (?:get|become) (?:really |so |very )?(?:scared|afraid|terrified|frightened) (?:of"
        r"|by) (?P<x>[^,.;]+)", readers.plain("fears")),
    (r"\bi panic (?:around|when i see|near|at the sight of) (?P<x>[^,.;]+)", readers.plain("fears")),
    (r"\bmy (?:biggest |greatest |worst |main )?(?:fear|phobia) is (?:of )?(?P<x>[^,.;]+)", readers.plain("fears")),
    (r"\bi follow (?P<x>\w+) ?, (?:they are|it is) my team\b", readers.plain("supports")),
    (
        r"^(?:i am (?:absolutely |quite |deeply |firmly )?(?:convinced|sure|certain|of the view)|my (?:view|opinion"
        r"|belief|conviction) is|i (?:really |strongly |truly |firmly )?(?:feel|find|hold|reckon|maintain)|for me"
        r"|personally) ?,? that (?P<x>[^,;:]+)", readers.belief),
    (r"\bi am (?:working|saving|training) towards? (?P<x>\w+ing [^,.;]+)", readers.goal),
    (r"\bi (?:dream|have always dreamed|have always dreamt) of (?P<x>\w+ing [^,.;]+)", readers.goal),
    (
        r"\b(?:i have (?:set myself the goal|made it my goal)|it is my (?:\w+ )?(?:dream|goal|ambition|aim)"
        r"|my (?:\w+ )?(?:goal|dream|aim|ambition|resolution)(?: (?:this|for|in) [\w ]+?)? is"
        r"|i have always wanted) to (?P<x>[^,.;]+?)(?= one day| someday| this year|$| ?,)", readers.goal),
    (
        r"\bi am determined to (?P<x>(?:run|learn|become|climb|finish|write|walk|swim|sail|get|build"
        r"|pay off)\b [^,.;]*(?:marathon|novel|book|degree|mortgage|licen|camino|sail|language|business|school"
        r"|channel|mountain)[^,.;]*)", readers.goal),
    (r"\bi (?:plan|intend) to (?P<x>(?:\w+ )+?)(?:one day|someday|within \w+ years)\b", readers.goal),
    (
        r"\bi (?:have an allergic reaction|react (?:badly|allergically|strongly|with a rash|with hives)"
        r"|am sensitive) to (?P<x>[^,.;]+)", readers.plain("allergic_to")),
    (
        r"\bi (?:get|break out in|come out in) (?:an? )?(?:hives|rash|rashes|itchy eyes) (?:from|after|with"
        r"|when i eat) (?P<x>[^,.;]+)", readers.plain("allergic_to")),
    (
        r"\bi (?:suffer from|have developed|developed|got) an? (?P<x>[\w' -]+?) (?:allergy|intolerance)\b",
        readers.plain("allergic_to")),
    (r"\bi (?:have )?developed an? (?:allergy|intolerance) to (?P<x>[^,.;]+)", readers.plain("allergic_to")),
    (r"\bmy (?:\w+ )?allergy is to (?P<x>[^,.;]+)", readers.plain("allergic_to")),
    (
        r"^(?:no )?(?P<x>[\w' -]+?) (?:could|can|would|might) (?:kill"
        r"|hurt) me ?,? (?:because )?i am (?:\w+ )?allergic(?: to (?:it|them))?$", readers.plain("allergic_to")),
    (r"^no (?P<x>[\w' -]+?) for me ?,? (?:because )?i am (?:\w+ )?allergic", readers.plain("allergic_to")),
    (
        r"\b(?:i|my body|my stomach|my skin) (?:cannot|can not|must not|may not|do not) (?:eat|have|touch|handle"
        r"|tolerate|drink|digest) (?P<x>[\w' -]+?) ?,? (?:because )?(?:i am (?:\w+ )?allergic(?: to (?:it|them"
        r"|that))?|it is an allergy|due to an allergy)", readers.plain("allergic_to", ends=False)),
    (r"\bmy diet is (?:strictly |mostly |purely )?(?P<x>[\w-]+)", readers.diet),
    (r"\bmy food is (?:always |strictly )?(?P<x>[\w-]+)", readers.diet),
    (
        r"\bi (?:have )?(?:became|become|turned|live|stick to an?|cook|keep to an?|only cook|stay) (?:strictly "
        r"|fully |only )?(?P<x>[\w-]+)\b", readers.diet),
    (
        r"\b(?:i|we) (?:often |sometimes |regularly |frequently |always )?(?:get|struggle with|am dealing with|battle"
        r"|am living with|am plagued by|deal with|have developed|developed|have a (?:bad|mild"
        r"|severe) case of) (?P<x>[\w' -]+?)(?= a lot| often| every| when| since| last| for|$| ?,)", readers.ill),
    (
        r"\bmy (?P<x>[\w' -]+?) (?:is acting up|are acting up|is back|are back|flares? up|is flaring up|is bad"
        r"|is worse|has flared up|plays up|is playing up|gets worse|again\b)", readers.ill),
    (r"^(?:because of|due to|with|despite|thanks to) my (?P<x>[\w' -]+?)(?= ?,| i\b)", readers.ill),
    (r"\b(?:it is|oh no ,?) my (?P<x>[\w' -]+?) again\b", readers.ill),
    (r"\bi have (?P<x>[\w' -]+)$", readers.ill),
    (r"\bi (?:have been|was|got) put on (?P<x>[\w' -]+?)(?= for| last|$| ?,)", readers.doctor),
    (r"\bmy doctor prescribed (?:me )?(?P<x>[\w' -]+?)(?= for| last|$| ?,)", readers.doctor),
    (
        r"\bi (?:use|swallow|inject|have to take|must take|need to take|pop"
        r"|am supposed to take) (?P<x>[\w' -]+?)(?= (?:every|each|daily|once|twice|three|in the|before|at night"
        r"|for)\b)", readers.doctor),
)
