"""Turns of phrase for what somebody likes, fears, eats, suffers from, takes, owns, uses, believes and aims at."""

from __future__ import annotations

from secondme.memory.facts.rules.reading import (
    N,
    Reader,
    car,
    diet,
    drug,
    faith,
    ill,
    is_medicine,
    limb,
    named,
    owned,
    prefers,
    states,
    taste,
    words,
)
from secondme.memory.facts.rules.reading_more import (
    aim,
    belief,
    between,
    charity,
    crop,
    my_illness,
    team,
)

_I = r"\b(?:i|we)(?: (?:am|have|was|had|do|always|just|now|also|still|actually|only|really|recently|finally|been))*"
_MY = r"\b(?:my|our)"
_TAIL = (
    r" ?[,.;:()]|$| (?:for|since|these|now|again|but|so|because|every|last|this|as|though|when|and i|and"
    r" my|more than)\b"
)
_END = rf"(?={_TAIL})"
_START = r"(?:^|(?<=[,:;] )|(?<=\band )|(?<=\bbut )|(?<=\bso ))"
_ONE = r"(?P<x>[\w][\w' -]*?)"
_TWO = r"(?P<y>[\w][\w' -]*?)"
_PART = r"(?P<x>(?:left |right )?[\w]+(?: \w+)??)"
TASTE: tuple[tuple[str, Reader], ...] = (
    # Liking.
    (
        rf"{_I} (?:mad for|nuts about|hooked on|obsessed (?:with|by)|big on|well into|heavily into|devoted to|sold"
        rf" on|enthusiastic about|wild about|passionate about|potty about|besotted with|delight in|relish"
        rf"|worship|get a"
        rf" kick out of|take (?:great )?(?:pleasure|joy|delight) in|fell in love with|fallen (?:in love with"
        rf"|for)|fan of"
        rf"|lover of|sucker for|weak for|in love with|got a lot of time for|swear by|can not resist|never say no to"
        rf"|never tire of|never get tired of|could not live without|can not live without|can not do without)"
        rf" {N}{_END}",
        states("likes", taste)),
    (rf"{_START}{_ONE} (?:is|are) (?:a |one of |the |my )*(?:great |big |secret |true |real )*(?:passion|love"
     rf"|joy|delight|"
     r"pleasure|weakness)(?:s)? (?:of mine|of my life|for me)\b", states("likes", taste)),
    (rf"{_START}{_ONE} (?:always )?(?:cheers? me up|lifts? my (?:mood|spirits)|makes? my (?:day|week|heart"
     rf" sing)|puts? a"
     r" smile on my face|gets? me (?:going|excited)|never gets? old(?: for me)?|floats? my boat|does it for me"
     r"|hits? the spot(?: for me)?|is right up my (?:street|alley))\b", states("likes", taste)),
    (rf"\b(?:there is )?nothing (?:better|nicer|finer|lovelier)(?: in the world)? than {N}{_END}", states("likes",
     taste)),
    (rf"\b(?:i have|i got) (?:a real |a huge |a big |an? |such a )(?:\w+ )?(?:appetite|craving|enthusiasm"
     rf"|love|passion|crush"
     rf"|obsession|soft spot|taste) (?:for|with|on) {N}{_END}", states("likes", taste)),
    # Disliking.
    (rf"{_I} (?:no (?:great |big )?(?:fan|lover|friend) of|not (?:a |much of a |a big |a great |exactly a "
     rf"|really a )*(?:fan"
     rf"|lover|friend) of|anything but (?:fond|a fan) of|allergic to the idea of|got no time for|fed up to here with"
     rf"|can not (?:abide|be doing with|get on with|warm to)|never (?:liked|cared for|got on"
     rf" with|warmed to"
     rf"|understood the appeal of|been (?:a fan of|fond of|keen on|into))|abhor|cringe at|hate with a passion"
     rf"|repelled by"
     rf"|disgusted by|bored by|not (?:keen on|fond of|big on|crazy about|wild about|into)) {N}{_END}",
     states("dislikes", taste, ends=False)),
    (rf"^(?:please )?(?:spare me|keep me away from|save me from|do not give me) (?:the )?{N}(?= ?[,.]|$)",
     states("dislikes", taste, confidence=0.7)),
    (rf"{_START}{_ONE} (?:is|are) (?:the worst|my idea of hell|not for me|torture for me|a horror(?: for me)?"
     rf"|my pet hate|so"
     r" not my thing|nothing for me|the bane of my life|my nemesis|a pet peeve of mine|my pet peeve)\b",
     states("dislikes", taste)),
    (rf"{_START}{_ONE} (?:leaves? me cold|turns? my stomach|sets? my teeth on edge|winds? me up|does my head"
     rf" in|gets? up my"
     r" nose|makes? my (?:blood boil|toes curl)|gives? me the ick|does nothing for me|does not do"
     r" it for me"
     r"|repulses? me|revolts? me|exhausts? me)\b", states("dislikes", taste)),
    # Preferring.
    (rf"\b(?:given the choice|if i (?:can|may|get to) choose|between the two|when in doubt|for me|personally)"
     rf" ?,? (?:it is )?"
     rf"{_ONE} (?:rather than|over|instead of|before|not) {_TWO}(?= for me| ,|$)", prefers),
    (r"\bbetween (?P<pair>[\w' -]+? and [\w' -]+?) ?,? (?:i|we) (?:always |usually |would |still )?(?:pick"
     r"|choose|take|go for|"
     r"go with|prefer) (?:the )?(?P<x>[\w' -]+)(?=$| ?[,.])", between),
    (rf"\b(?:i|we) (?:always |usually |still |now |do |would |'d |much |really )*(?:favou?r|prefer|choose"
     rf"|take|pick|go for"
     rf"|go with|drink|eat|opt for|rank|rate|put|reach for|like|enjoy|sooner have|rather have|love) (?:the"
     rf" )?(?!to\b){_ONE} "
     rf"(?:over|rather than|instead of|above|before|ahead of|more than|better than|sooner than) (?:the |a )?{_TWO}"
     r"(?= any ?day| every time| whenever| any time| now| every| when| if| because| ,|$)", prefers),
    (rf"{_START}{_ONE} (?:suits?|pleases?|agrees? with|works? for) me (?:better|more) than {_TWO}(?= ,|$)", prefers),
    (rf"\b(?:more of|rather) an? {_ONE} (?:person |type |man |woman |guy )?than an? {_TWO}(?: person| type|"
     rf" man| woman| guy)?"
     r"(?= ,|$)", prefers),
    (rf"\b(?:i am )?an? {_ONE} (?:person|type|man|woman|guy|girl) ?, not an? {_TWO} (?:person|type|one|man"
     rf"|woman|guy)",
     prefers),
    (rf"^{_ONE} ?, not {_TWO} ?, (?:for me|please i always|is my)", prefers),
    (rf"{_START}{_ONE} (?:is|are) (?:much |far |so much |way )?(?:better|nicer|more fun|more my thing|more to"
     rf" my taste) than "
     rf"{_TWO}(?: to me| for me| in my (?:opinion|book)| if you ask me)\b", prefers),
    (rf"{_START}(?:i say )?{_ONE} (?:wins over|trumps|beats|over) {_TWO}(?: for me| in my book| any ?day|"
     rf" every time| always)"
     r"\b", prefers),
    # Fears.
    (r"\b(?:i am|i have always been|i get|i was always|i have been)(?: (?!not\b|no\b|never\b)\w+)? (?:terrified"
        r"|petrified"
     rf"|frightened|scared|afraid|"
     rf"fearful|phobic|freaked out|spooked) (?:to death |out of my wits |stiff )?(?:of|by|about|around) {N}{_END}",
     states("fears", taste)),
    (rf"\b(?:i have|i suffer from|i got) (?:a |an |this )?(?:\w+ )?(?:phobia|horror|terror|dread|panic) (?:of"
     rf"|about) {N}{_END}",
     states("fears", taste)),
    (rf"{_START}{_ONE} (?:fills? me with (?:dread|terror|fear)|gives? me (?:the (?:creeps|willies|shivers"
     rf"|heebie-jeebies)"
     r"|nightmares|panic attacks)|makes? me (?:shake|scream|tremble|freeze)|haunts? me|sends? me running"
     r"|frightens? the life"
     r" out of me|is my (?:biggest |greatest |worst )?(?:fear|nightmare|phobia)|are my (?:biggest |greatest "
     r"|worst )?(?:fear"
     r"|nightmare|phobia)|scares? the (?:life|hell|daylights) out of me|terrif(?:y|ies) me|scares? me to death)\b",
     states("fears", taste)),
    (rf"\b(?:i dread|i have a thing about|i run from|i can not be near|i can not look at|i flee from|i freeze"
     rf" when i see) {N}"
     rf"{_END}", states("fears", taste, confidence=0.7)),
    # Allergies.
    (rf"\bmy (?:\w+ )??{_ONE} (?:allergy|intolerance) (?:is|has|makes|means|keeps|kicked|got|acts|flared)\b",
     states("allergic_to", lambda one: one.low not in ("food", "skin", "bad", "worst", "severe"))),
    (rf"\bmy (?:\w+ )?(?:allergy|intolerance) (?:to|against) {N}(?= is| has| makes| means| got|{_TAIL})",
     states("allergic_to")),
    (rf"\b(?:no|without|leave out the|skip the|hold the|not even) {_ONE} (?:for me |please )?,? (?:please"
     rf" )?,? ?(?:i have an |"
     r"because of my |due to my |severe |bad |my |an )*(?:allergy|intolerance|intolerant)\b", states("allergic_to")),
    (rf"{_START}{_ONE} and (?:i|me) (?:do not|can not) (?:get along|mix|agree)\b.*\b(?:allerg|intoleran|hives"
     rf"|rash|swell)",
     states("allergic_to")),
    (rf"\bmy (?:throat|face|tongue|lips|eyes?|mouth) (?:swells?(?: up)?|closes?(?: up)?|itch(?:es)?) (?:up"
     rf" )?(?:when(?:ever)? i"
     rf" (?:eat|have|touch|drink|get near)|from|because of|with|after(?: eating)?) {N}{_END}", states("allergic_to")),
    (rf"{_START}{_ONE} (?:makes?|make|turns?|brings?|bring) (?:me|my (?:skin|throat|eyes|face|tongue|lips))"
     rf" (?:break out|itch|"
     r"swell|sneeze|wheeze|come out in|out in|close up|puff up|red and itchy)", states("allergic_to")),
    (rf"{_START}{_ONE} (?:triggers?|sets? off|causes?) (?:my|an?) (?:\w+ )?(?:allerg\w+|rash|anaphyla\w+)",
     states("allergic_to")),
    (rf"\b(?:i|my body) (?:can not|do not|does not) (?:tolerate|digest|handle|process) {N}{_END}",
     states("allergic_to")),
    # Diets and faith.
    (rf"{_START}(?:i |we )?(?:am |are |went |gone |go |have gone |turned |became |become |being |as an? |live"
     rf" |living |eat |"
     rf"eating |cook |cooking |keep |keeping |stick to an? |fully |strictly |now |still |only |100 % |a |an "
     rf"|practising |i|'m )+"
     r"(?:strict |strictly )?(?P<x>[\w-]+)(?= ?[,.]|$| (?:now|since|for|last|this|so|diet|food|and|at|i|here"
     r"|household)\b)",
     states("eats", diet)),
    (r"^(?P<x>[\w-]+) (?:here|speaking)\b", states("eats", diet)),
    (r"\bmy (?:diet|food|cooking|meals|kitchen|plate) (?:is|are|has to be|must be|stays?|have to be)(?:"
     r" \w+)?? (?P<x>[\w-]+)"
     r"(?= |$)", states("eats", diet)),
    (r"\bi (?:eat|cook|have|buy|follow|keep to|stick to|am on|live on|do|observe|switched to|went on"
     r"|started)(?: only| "
     r"exclusively| strictly)? (?:an? |the )?(?P<x>[\w-]+)(?= diet| food| meals| only|$| ,)", states("eats", diet)),
    (rf"{_START}(?:i am|as an?|being|we are|i was raised|raised|i have become|i became) (?:an? |practising "
     rf"|devout |lapsed |"
     r"proud |strict )*(?P<x>[\w-]+)(?= ?[,.]|$| (?:so|and|family|household|by|but|i|we)\b)", states("religion",
     faith)),
    # Illness, medicine, injuries.
    (rf"{_START}(?P<x>[\w' -]+?) (?:runs|rules|plagues|dogs|makes|wrecks|bothers|troubles|controls|ruins|has"
     rf" plagued|has dogged"
     r"|limits|affects) (?:my (?:life|days|sleep|nights|work)|me)\b", states("has_condition", ill)),
    (r"\b(?:with|because of|thanks to|due to|given|despite|through|from|for|about|having|have|living with"
     r"|live with|managing"
     r"|manage|dealing with|battling|fighting|fight|diagnosed with|diagnosed|it is|i get|got|turned out to"
     r" be|called|developed"
     r"|contend with|cope with|struggle with|suffer with|prone to|affected by|plagued by|born with|a touch"
     r" of|a history of|"
     r"a case of) (?:my |an? |this |chronic |the )*(?P<x>[\w' -]+?)(?= ?[,.]|$| (?:i|for|since|and|so|all"
     r"|that|which|makes|is"
     r"|at|in|as|which|now|diagnosis|but|flares|means|on|every|again|here)\b)", my_illness),
    (rf"{_MY} (?P<x>[\w' -]+?) (?:is|are|was|has|have|makes|make|means|mean|keeps|keep|flares|flare|gets|get"
     rf"|acts|comes|came"
     r"|returned|won't|does|do|kicks|diagnosis|attacks?|again|got|took|started|needs)\b", states("has_condition", ill)),
    (rf"\b(?:i am|i have been|they|the doctor|my doctor|doctors?|gp|my gp|he|she)(?: \w+)?? (?:on|put on"
     rf"|started on|put me on|"
     rf"started me on|prescribed(?: me)?|gave me|has me on|got me on|moved to|kept on|stay on) (?:\d+ ?mg"
     rf" (?:of )?|a low dose "
     rf"of |daily )?{N}(?= ?[,.]|$| (?:for|since|every|now|so|and|twice|once|daily|because|three|at|in|per"
     rf"|until|again)\b)",
     states("takes", is_medicine)),
    (rf"{_START}(?P<x>[\w' -]+?) (?:is|are) (?:my (?:daily|morning|evening|nightly) (?:pills?|medicine"
     rf"|medication|tablets?|dose)"
     r"|what (?:i take|the doctor gave me|i am on|my doctor prescribed)|part of my (?:morning|evening|daily)"
     r" routine|on my "
     r"prescription|what keeps me going)\b", states("takes", drug)),
    (rf"{_MY} (?:daily |new |current |morning |evening )?(?:prescription|medication|medicine|pills?|tablets?"
     rf"|meds|dose) (?:is|"
     rf"are|:|says|for \w+ is|called) (?:for |called |of )?{N}{_END}", states("takes", drug)),
    (rf"\b(?:supposed to take|have to take|got to take|told to take|need to take|must take|never forget"
     rf"|depend on|rely on|can"
     rf" not do without|live on|daily dose of|my daily|swallow|inject|pop) (?:my |a |an |the )?{N}(?= ?[,.]|$"
     rf"| (?:for|since|"
     r"every|each|now|so|and|twice|once|daily|because|in|at|with|to)\b)", states("takes", is_medicine)),
    (rf"{_I} (?:hurt|broke|broken|fractured|sprained|twisted|injured|pulled|tore|torn|strained|bruised"
     rf"|dislocated|cracked|"
     rf"smashed|busted|snapped|banged|wrecked|burned|burnt|sliced|cut|jammed|ruptured|squashed|damaged|rolled"
     rf"|wrenched|put "
     rf"out|did|done|knackered|shattered|landed (?:badly )?on|fell on|slammed|ripped|buggered|made) (?:my |an? |the "
     rf"){_PART}(?= ?[,.]|$| (?:in|at|when|while|on|last|yesterday|and|playing|during|so|doing|falling|two"
     rf"|three|again|this"
     r"|broken|by|a|trying|skiing|from|with)\b)", states("injured", limb)),
    (rf"{_MY} {_PART} (?:is|was|got|has been|are)(?: \w+)?? (?:broken|sprained|fractured|in (?:plaster|a cast"
     rf"|a splint|a sling)"
     r"|strapped up|torn|twisted|injured|hurt|dislocated|bruised|swollen|messed up|out of action|bandaged|busted)\b",
     states("injured", limb)),
    (rf"\b(?:walking|limping|typing|living|get around|getting around|here|hobbling|i am)(?: \w+){{0,2}} with"
     rf" (?:an? |my )(?:"
     rf"broken|sprained|fractured|twisted|torn|bruised|dislocated|injured) {_PART}(?= |$)", states("injured", limb)),
    (rf"\b(?:the doctor says|x-ray|x-rays|turns out|diagnosis)[\w ]* (?:my |the )?{_PART} is (?:broken"
     rf"|fractured|sprained|torn)"
     r"\b", states("injured", limb)),
    # Things.
    (r"\b(?:my|our) (?:\w+ )??(?P<x>[\w -]+?) (?:is|are|was|has|have|does|do|makes|make|keeps|needs|came"
     r"|came|arrived|broke|"
     r"gets|works|won't|needs|stopped|started|leaks|rattles|smells|stands|sits|sounds|looks|fell|runs|turned"
     r"|squeaks)\b",
     states("owns", owned, confidence=0.7)),
    (rf"\b(?:i|we)(?: \w+)?? (?:treated (?:myself|ourselves) to|got hold of|picked up|splashed out on"
     rf"|invested in|ordered|"
     rf"inherited|was given|were given|got given|won|acquired|saved up for|purchased|snapped up|gave in and"
     rf" bought|bagged|found "
     rf"myself|built(?: myself)?|got myself|was gifted|have been given|unboxed|unpacked|set up|installed"
     rf"|scored) (?:an? |my "
     rf"|the |our |some )?(?:new |used |second-hand )?{N}{_END}", states("owns", owned, time=None)),
    (rf"\bthe proud owner of (?:an? |my )?{N}{_END}", states("owns")),
    (rf"\b(?:there is|there's|i keep|we keep|i store|stands) an? {N} (?:in|on|at) (?:my|our) (?:\w+"
     rf" )?(?:house|flat|garage|"
     r"kitchen|living room|cellar|basement|shed|room|bedroom|attic|garden|study|balcony|office)\b", states("owns",
     owned)),
    (rf"{_MY} (?P<x>[\w -]+?) (?:is|was|has|needs|makes|won't|does|broke|failed|started|passed|got|runs"
     rf"|smells|rattles|keeps|leaks)\b",
     states("drives", car, confidence=0.75)),
    (rf"\b(?:i get around in|i drive|driving|behind the wheel of|get about in|we drive|i am driving) (?:an? "
     rf"|my |our |the )?{N}"
     rf"{_END}", states("drives", car)),
    (rf"{_MY} (?:new |old |current |daily |family )?(?:car|ride|vehicle|wheels|motor)(?: (?:is|now|currently"
     rf"|these days))* ?"
     rf"(?:is|,|:|-) (?:an? |the )?{N}{_END}", states("drives", lambda one: car(one) or named(one))),
    (rf"\b(?:i|we) (?:do|run|write|keep|manage|store|edit|make|draw|track|organi[sz]e|plan|handle|type|note"
     rf"|design|code)(?: all"
     rf"| most of| everything| it| my| our| the| of| everything's| notes| files| photos| texts| work|"
     rf" drawings| budget| tasks"
     rf"| code| life| pictures| letters| documents| money| accounts)* (?:in|with|on|using|through) {N}{_END}",
     states("uses", named, confidence=0.75)),
    (rf"{_START}{N} is (?:my (?:tool|app|program|software|editor|browser|daily driver|go-to)(?: of choice)?"
     rf"|what i (?:use|work "
     r"with|run|write with))\b", states("uses")),
    (rf"{_MY} (?:tool of choice|daily driver|go-to (?:app|tool|program)|editor|browser|operating system"
     rf"|weapon of choice"
     rf"|programming language|software|note-?taking app) (?:is|:) {N}{_END}", states("uses")),
    # Collecting, growing, reading, clubs.
    (rf"{_MY} (?:\w+ )??{_ONE} collection (?:is|has|now|counts|grew|grows|takes|fills|just|keeps|needs)\b",
     states("collects")),
    (rf"{_MY} collection of {N}(?= is| has| now| fills| takes| grows|{_TAIL})", states("collects")),
    (rf"\b(?:passionate |avid |keen |serious |proud |a )+collector of {N}{_END}", states("collects")),
    (r"\bi am an? (?:avid |keen |serious |passionate )?(?P<x>[\w -]+?) collector\b", states("collects")),
    (rf"\b(?:hoarding|amassing|gathering|hunting for|hoard|amass) {N}{_END}", states("collects", confidence=0.7)),
    (rf"{_MY} (?P<x>[\w -]+?s) (?:are|have|were|got|need|won't)(?: \w+){{0,3}} (?:bloom|flower|ripe|ripen"
     rf"|sprout|wilting|grow"
     r"|growing|blooming|flowering|ripening|sprouting|harvest|blossom|drooping|coming up|fruit)\b", states("grows")),
    (rf"\b(?:i|we)(?: \w+)?? (?:planted|sowed|sown|cultivate|cultivating|raise|tend|nurture|harvest|harvested"
     rf"|put in|plant|sow)"
     rf" (?:my |some |our |own |a few |a row of |rows of |the )*{N}(?= in| on| and| this| every| last|{_TAIL})",
     states("grows", crop)),
    (rf"\bthere are {N} (?:growing )?(?:in|on) my (?:garden|balcony|windowsill|allotment|greenhouse)", states("grows",
     crop)),
    (r"\b(?:i am|i have been|currently|i have got)(?: \w+)?? (?:reading|halfway through|in the middle of"
     r"|deep in(?:to)?|engrossed"
     r" in|absorbed in|ploughing through|on chapter \w+ of|working my way through|stuck into|devouring|on"
     r" page \w+ of) (?P<x>"
     r"[\w][^,.;!?]*)", states("reads", named)),
    (r"\b(?:on my (?:nightstand|bedside table) (?:is|lies)|my (?:current|bedtime) (?:book|read|reading) is"
     r"|the book i am on is"
     r"|my book (?:right now|at the moment|these days) is) (?P<x>[\w][^,.;!?]*)", states("reads")),
    (rf"\b(?:i|we)(?: \w+)?? (?:belong to|signed up (?:for|with|to)|a member (?:of|at)|am in|active in|one of"
     rf" the members of|"
     rf"on the (?:board|committee) of|joined|pay my dues (?:to|at)|treasurer of|secretary of|chair of|part of"
     rf"|enrolled in"
     rf"|card-carrying member of) (?P<x>(?:the |an? |my )?(?:(?!and\b)[\w'-]+ ){0,4}?(?:club|society|choir"
     rf"|association|council|orchestra|"
     r"committee|union|band|guild|team|league|chorus|circle|party|brigade|group|cooperative|co-op))\b",
     words("member_of")),
    (rf"\b(?:give|donate|spend)(?: \w+){{0,4}} (?:time|hours?|saturdays?|sundays?|weekends?|evenings?"
     rf"|mornings?|afternoons?|day)"
     rf" (?:to|at|helping(?: out)? at|volunteering (?:at|for)|with) {N}{_END}",
     states("volunteers_at", charity)),
    (rf"\b(?:i|we) (?:\w+ )??(?:help(?: out)?|lend a hand|pitch in|serve|do shifts|volunteer|do unpaid work"
     rf"|unpaid work|helping"
     rf"(?: out)?|am a volunteer|a volunteer|volunteering)(?: \w+){{0,2}}? (?:at|with|for|in) {N}{_END}",
     states("volunteers_at", charity)),
    # Opinions and aims.
    (r"\b(?:i am (?:firmly |very much |completely )?(?:convinced|of the view|sure|certain|of the opinion"
     r"|persuaded)|my (?:firm |"
     r"honest |humble )?(?:view|opinion|conviction|belief|take|stance) is|i (?:firmly |truly |strongly "
     r"|honestly |really )?(?:"
     r"believe|hold that|maintain|reckon|stand by it|take the view)|if you ask me|in my (?:view|opinion|book|eyes)"
     r"|to my "
     r"mind|the way i see it|as i see it|as far as i am concerned)(?: that| ,)* (?P<x>[\w][^,.;!?]*)",
     belief),
    (r"\b(?:my (?:\w+ )?(?:aim|goal|dream|ambition|wish|plan|target|mission|resolution)(?: in life| for"
     r" (?:the|this) \w+| one "
     r"day)? is (?:one day )?to|i (?:am|have) (?:determined|set (?:myself|my heart|my sights|my mind)"
     r"|resolved|aiming|working "
     r"towards being able|saving up|decided i will|made it my mission|vowed)(?: on)? to|i have (?:always "
     r"|long )?(?:dreamt|"
     r"dreamed|wanted)(?: of| to)|one day i (?:will|want to|am going to)|i (?:aspire|aim|long|hope|dream"
     r"|intend|am hoping|am "
     r"aiming) (?:to|of))(?: one day| someday)? (?P<x>[\w][^,.;!?]*)", aim),
    (rf"{_START}(?P<x>\w+ing [\w' -]+?) (?:is|remains|has always been) (?:my|the) (?:\w+ )?(?:goal|dream|aim"
     rf"|ambition)\b",
     words("aims_at")),
    # Teams.
    (r"\b(?:i|we)(?: \w+)?? (?:back|cheer for|cheer on|root for|follow|barrack for|live and breathe|bleed"
     r" for|stick with|"
     r"swear by|stand by|am all for|a lifelong|a die-hard|go for|fan of|supporter of) (?P<x>[\w ]+?)(?= fan|"
     r" supporter| through "
     r"thick| since| all my life| no matter| every| in the| ,|$)", team),
    (r"\b(?:lifelong|die-hard|devoted|proud|big|huge|true|loyal) (?P<x>[\w ]+?) (?:fan|supporter)\b",
     team),
)
