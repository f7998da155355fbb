"""Turns of phrase for where somebody lives and works, what they learn, and who is around them."""

from __future__ import annotations

from secondme.memory.facts.rules.reading import (
    NAME,
    N,
    Reader,
    called,
    commute,
    dwelling,
    kin_of,
    named,
    pet,
    place,
    somebody,
    states,
    tongue,
    trade,
)
from secondme.memory.facts.rules.reading_more import (
    skill,
)

_I = r"\b(?:i|we)(?: (?:am|have|was|had|do|always|just|now|also|still|actually|only|really|recently|finally|been))*"
_MY = r"\b(?:my|our)"
_TAIL = (
    r" ?[,.;:()]|$| (?:for|since|these|now|at the|again|with|and|but|so|because|every|last|this|in|on"
    r"|from|as|by)\b"
)
_END = rf"(?={_TAIL})"
_START = r"(?:^|(?<=[,:;] )|(?<=\band )|(?<=\bbut )|(?<=\bso )|(?<=\bas ))"
_JOB = r"(?:job|post|position|role|gig|contract|place|apprenticeship|internship|traineeship)"
_WORK = r"(?:work|the office|my job|my office|the shop|the factory|the lab|the hospital|my work|the workplace)"
_KIN = r"(?:\w+ )??[\w-]+"
LIFE: tuple[tuple[str, Reader], ...] = (
    # Where somebody lives.
    (rf"{_START}{N} (?:has been|is|became|feels like|is called) (?:my |our )?home\b", states("lives_in", place)),
    (rf"{_I} (?:call|calling|made|make|consider) {N} (?:my |our )?home\b", states("lives_in", place)),
    (
        rf"{_I} (?:end(?:ed)? up|landed|living|residing|based|located|stationed|reside|dwell|put down roots|wound up"
        rf"|stay|staying|rent(?:ing)?(?: \w+){{0,4}}|own(?: \w+){{1,4}}) (?:living |here |over |out |down |up )*"
        rf"(?:in|near|outside) {N}{_END}", states("lives_in", place)),
    (rf"\bwhere i live (?:now )?(?:is|,) (?:in )?{N}{_END}", states("lives_in", place)),
    (rf"{_START}{N} is where (?:i|we) (?:now |currently |have )?(?:live|lived|am based|are based|settled|call"
     rf" home)\b",
     states("lives_in", place)),
    (rf"{_START}(?:home|base) (?:for (?:me|us) )?(?:is|means) (?:in )?{N}{_END}", states("lives_in", place)),
    (rf"{_MY} (?:flat|house|apartment|place|home|studio|cottage|houseboat|room|street|garden|balcony) (?:here"
     rf" )?in {N}"
     rf"{_END}", states("lives_in", place)),
    (rf"\b(?:i|we) (?:am|are) (?:\w+ ){{0,2}}from {N} (?:now|these days)\b", states("lives_in", place)),
    (rf"\bas an? {N} (?:resident|local|inhabitant)\b", states("lives_in", place)),
    (r"\b(?:i am|we are|home is)(?: \w+)? (?:in|on) an? (?P<x>[\w -]+)", states("home", dwelling)),
    (r"\bhome (?:for (?:me|us) )?is (?:an? |the )?(?P<x>[\w -]+?)(?= for| with| ,|$)", states("home", dwelling)),
    (rf"{_I} (?:rent|renting|live in|living in|moved into|own|bought|buy|sharing|share) an? (?P<x>[\w -]+)",
     states("home", dwelling)),
    (r"\b(?:life|living) (?:in|on) (?:my|our|an?) (?P<x>[\w -]+?)(?= is| has| ,|$)", states("home", dwelling)),
    (rf"{_MY} (?P<x>(?:[\w-]+ )?(?:basement|ground-floor|top-floor|two-bedroom|one-bedroom|three-bedroom|studio|attic"
     rf"|terraced|new-build|caravan|rented|council)[\w -]*? (?:flat|house|apartment|cabin|studio)|houseboat|farmhouse"
     rf"|narrowboat|bungalow|maisonette)\b", states("home", dwelling)),
    # Where they come from.
    (
        r"\b(?:born and raised|born and bred|born|raised|brought up|grew up|spent my (?:childhood|youth|early years)"
        rf"|from|roots (?:are|lie)|family (?:is|comes|come)) (?:in|from) {N}{_END}(?<!\d)", states("comes_from",
     place)),
    (rf"{_START}{N} is where (?:i|we) (?:grew up|was born|were born|come from|came from|was raised|am from"
     rf"|are from)\b",
     states("comes_from", place)),
    (rf"\b(?:i|we) (?:am|are) (?:a |originally |a proud )*(?:native|child|son|daughter) of {N}{_END}",
     states("comes_from", place)),
    (rf"{_MY} (?:childhood|youth|school days|early years) (?:was|were|was spent) in {N}{_END}",
     states("comes_from", place)),
    (rf"\bback (?:home )?in {N} ?,? where i(?: am| come|'m)? (?:from|grew up|was born)", states("comes_from", place)),
    (rf"{_MY} (?:home country|homeland|native land|old home|birthplace) ?(?:is|was|,) {N}{_END}",
     states("comes_from", place)),
    # Work.
    (
        r"\b(?:they |who )?(?:hired|took on|employed|took) me (?:on )?as (?:an? |the )(?P<x>[\w -]+)",
        states("works_as", trade)),
    (
        rf"{_I} (?:do|doing|work|working|employed|paid|trained|training|qualified|started|start|moonlight|freelance"
        rf"|freelancing|job|earn (?:my|a) (?:living|money|keep|bread)|make (?:my|a) (?:living|money)|pay (?:my|the)"
        rf" (?:rent|bills)|begin|beginning|starting|hired|taken on|get by)(?: \w+){{0,3}}? (?:as|being) (?:an? |the "
        rf")?(?P<x>[\w -]+)", states("works_as", trade)),
    (r"\b(?:gone|went|moved up|promoted|go|changed|retrained|switched) from (?:an? |being (?:an?"
     r" )?)?(?P<y>[\w -]+?) to "
     r"(?:an? |being (?:an? )?)?(?P<x>[\w -]+)", states("works_as", trade, replaced=True)),
    (rf"\bfor a (?:new )?{_JOB} as (?:an? )?(?P<x>[\w -]+)", states("works_as", trade)),
    (rf"{_MY} (?:new |current |day |present |main )*(?:{_JOB}|work|career|profession|living|trade"
     rf"|occupation)(?: now)? "
     r"(?:is|:|-|means|,)(?: now| that of| as| being| to be)* (?:an? |the )?(?P<x>[\w -]+)", states("works_as", trade)),
    (r"\b(?:as|being) an? (?P<x>[\w -]+?) ?,? (?:i|we|my|you (?:see|learn|get))\b", states("works_as", trade)),
    (r"\blife as an? (?P<x>[\w -]+)", states("works_as", trade)),
    (rf"{_START}(?P<x>[\w -]+) by (?:trade|profession|training|day)\b", states("works_as", trade)),
    (r"\bpeople (?:like me )?in my (?:job|trade|line of work) ?,? (?:as )?an? (?P<x>[\w -]+)", states("works_as",
     trade)),
    (rf"{_START}{N} (?:pays my (?:wages|salary|rent|bills)|is my (?:new |current )?(?:employer|company|workplace)"
     r"|employs me|(?:has )?(?:just )?(?:hired me|gave me a job|took me on)|signs my (?:paychecks?|pay ?slips?"
     r"|wage slips?)|is where i work|is who i work for|is my job)\b", states("works_at", named)),
    (rf"{_MY} (?:new |current |old )?(?:{_JOB}|work|colleagues|boss|shift|shifts|desk|office|contract|first day|years"
     rf"|career)(?: is| are)? (?:here )?(?:at|with|for) (?P<x>[\w][\w' &.-]*?)(?= is| are| has| was|{_TAIL})",
     states("works_at", named)),
    (rf"\b(?:got|have|found|landed|accepted|took|start(?:ed|ing)?|signed|has|been offered and took)(?:"
     rf" myself)? (?:an? "
     rf"|my )?(?:\w+ ){{0,2}}?(?:{_JOB}|work|job) (?:at|with|for) {N}{_END}", states("works_at", named)),
    (rf"\b(?:on the (?:payroll|staff) (?:of|at)|in the employ of|clock(?:ing)? in at|on the books (?:of|at)|employee "
     rf"(?:of|at)|staff at|earn my (?:money|living|bread|keep) (?:at|with)|draw a salary (?:from|at)|employed"
     rf" (?:by|at"
     rf"|with)|working (?:for|at)|(?:back )?at work at) {N}{_END}", states("works_at", named)),
    (rf"\b(?:the )?(?:company|firm|employer|place|outfit|shop|people) (?:that )?(?:i|we) work (?:for|at)(?: now)? ?"
     rf"(?:is|are|,) (?:called )?{N}{_END}", states("works_at", named)),
    (rf"\b(?:we|us|here|people|those of us) at {N} (?:have|do|are|make|use|always|sell|build|run|get|need)\b",
     states("works_at", named)),
    (rf"{_START}{N} ?,? where i (?:now )?(?:work|earn|have a job|have worked)\b", states("works_at", named)),
    # Those at work.
    (rf"{_START}{NAME} (?:runs|heads|leads|manages|is in charge of|is head of|took over|is the head of) (?:my|our) "
     r"(?:department|team|group|office|shift|branch|unit|section)\b", somebody("boss")),
    (r"\b(?:the (?:person|woman|man|one) )(?:that )?(?:i|we) (?:report|answer) to(?: now)? (?:is|are) "
     rf"(?:called )?{NAME}", somebody("boss")),
    (rf"\b(?:i|we) (?:now )?report (?:directly )?to {NAME}", somebody("boss")),
    (rf"\b(?:work|working) (?:under|for) {NAME} now\b", somebody("boss")),
    (rf"{_START}{NAME} (?:is|became|was made|took over as|has become|will be|acts as|has taken over as) (?:my"
     rf"|our|the) "
     r"(?:\w+ )?(?:boss|manager|supervisor|superior|team lead|line manager|head of department|foreman)\b",
     somebody("boss")),
    (rf"{_MY} (?:\w+ )?(?:boss|manager|supervisor|superior|team lead|team leader|line manager|foreman|head of"
     rf" department"
     rf"|chief)(?: (?:now|is|is now|is called|,|at work|at the moment))* {NAME}", somebody("boss")),
    (rf"\b(?:new|my) (?:boss|manager|supervisor|team lead) ?(?:is|,|:|called|named) {NAME}", somebody("boss")),
    (rf"{_START}{NAME} (?:from|at) (?:my |the |our )?(?:work|office|team|department|shift|workplace|job)\b",
     somebody("colleague")),
    (rf"{_START}{NAME} (?:and i work together|works with me|works alongside me|is on my (?:team|shift)|sits"
     rf" (?:opposite|next to|across"
     r" from|beside) me(?: at work| in the office)?|shares (?:an|my|the) office with me|is (?:a|my) (?:work ?mate"
     r"|co-?worker|fellow worker|colleague|teammate at work))(?= at| in| of|$| ?[,.])",
     somebody("colleague")),
    (rf"\b(?:a (?:colleague|coworker|co-worker|workmate) (?:of mine|at work|from work)|(?:my|our) (?:\w+"
     rf" )?(?:colleague"
     rf"|coworker|co-worker|workmate|work buddy|desk mate|deskmate)|someone i work with|one of my (?:colleagues"
     rf"|coworkers|workmates))(?: is| ,| is called| called| named)* {NAME}", somebody("colleague")),
    (rf"\b(?:i|we) (?:sit|work|share an? (?:office|desk)|am on a team|team up|am working)(?: \w+)? (?:with|next to"
     rf"|opposite|beside|alongside) {NAME}(?= at work| in the office| on| every| ,|$)", somebody("colleague")),
    # The way to work.
    (rf"\b(?P<x>cycle|walk) (?:every day )?(?:in)?to {_WORK}\b", commute),
    (rf"\b(?:the|my|a) (?P<x>\w+) (?:takes|gets|carries|brings) me to {_WORK}\b", commute),
    (r"\b(?:for|on) (?:the|my) commute(?: to \w+)? ?,? i (?:use|take|ride|catch|go by|rely on) (?:the |my"
     r" )?(?P<x>\w+)",
     commute),
    (rf"{_MY} (?:daily |morning )?(?:commute|way to work|ride to work|trip to work)(?: is| happens| goes|"
     rf" means)?(?: now"
     rf"| all)? (?:by|on|is|with|via) (?:the |my |an? )?(?P<x>\w+)", commute),
    (rf"\b(?:go|get|come|travel|ride|head|commute|going|getting|commuting)(?: \w+)? (?:by|on|with|via|using"
     rf"|on the|by "
     rf"the) (?P<x>\w+) to {_WORK}\b", commute),
    (rf"\b(?:get|go|come|travel|commute) to {_WORK}(?: every day| each day)? (?:by|on|with|via)(?: the| my)?"
     rf" (?P<x>\w+)",
     commute),
    (rf"\b(?:ride|take|catch|use|drive|riding|taking) (?:the |my |a )?(?P<x>\w+) (?:in)?to {_WORK}\b", commute),
    # Study, lessons, languages.
    (rf"{_START}{N} is what i (?:study|am studying|read)\b", states("studies")),
    (rf"{_MY} (?:degree|major|studies|course|bachelor|master|thesis|phd)s? (?:is|are) in {N}{_END}", states("studies")),
    (rf"{_I} (?:enrolled|registered|signed up|a student|matriculated|majoring|specialising|started a degree"
     rf"|doing (?:a|my"
     rf") (?:degree|bachelor|master|masters|phd|doctorate|course)|working on (?:a|my) (?:degree|bachelor"
     rf"|master|masters"
     rf"|phd)) (?:in|for|on|to study|of) {N}{_END}", states("studies")),
    (rf"\b(?:first|second|third|fourth|fifth|final|last)(?: |-)(?:year|semester|term)(?: student)?(?: of| in|"
     rf" studying)? "
     rf"{N}(?= student| at| and i|{_TAIL})", states("studies")),
    (rf"{_MY} (?P<x>(?!\w+ (?:works|is|was|has|had|as)\b)[\w-]+(?: [\w-]+)?) (?:lessons?|class(?:es)?|teacher|tutor"
        r"|course|homework)\b(?! (?:teacher|room))",
     states("learns", skill)),
    (rf"{_START}(?P<x>[\w-]+) (?:lessons?|class(?:es)?) (?:are|is) (?:going|my|great|hard|fun)", states("learns",
     skill)),
    (rf"{_I} (?:started|start|taking|take|go to|going to|doing|do|began|joined|booked|attend|attending|signed up for"
     rf"|enrolled in|have) (?:an? |my |some |evening |weekly |private )*(?P<x>[\w -]+?) (?:lessons?"
     rf"|class(?:es)?|course)\b",
     states("learns", skill)),
    (rf"{_I} (?:an? )?(?:\w+ )?(?:beginner|novice|newbie|newcomer) (?:at|in|to|with) {N}{_END}", states("learns",
     skill)),
    (rf"{_I} (?:get(?:ting)? the hang of|picking up|discover(?:ing|ed) how to do|having a go at|trying (?:my"
     rf" hand )?at"
     rf"|teaching myself|working on my) {N}{_END}", states("learns", skill)),
    (rf"{_START}(?P<x>\w+) is (?:one of )?my (?:\w+ )?(?:languages?|mother tongue|native language|first language"
     r"|native tongue)\b", states("speaks", tongue)),
    (rf"{_MY} (?P<x>\w+) is (?:\w+ )?(?:fluent|good|decent|perfect|rusty|passable|ok|okay|near-native|native"
     rf"|excellent)\b",
     states("speaks", tongue)),
    (rf"{_I} (?:converse|chat|think|dream|talk|get by|write|communicate|manage|fluent|bilingual|at home)"
     rf" (?:well |easily "
     r")?in (?P<x>\w+)", states("speaks", tongue)),
    (rf"{_I} (?:know|speak|understand|talk|grew up (?:speaking|with)|raised (?:speaking|with)|bilingual ,"
     r"|picked up)(?: \w+)?? (?P<x>\w+)(?= and| fluently| well| at home| with| from| ,|$)", states("speaks", tongue)),
    (rf"{_I} bilingual ,? (?:in )?(?:\w+ and )(?P<x>\w+)", states("speaks", tongue)),
    (r"\bi (?:can|do) (?:speak|talk|understand|manage|chat in|converse in) (?:\w+ and )?(?P<x>\w+)",
     states("speaks", tongue)),
    # Family and friends.
    (rf"{_START}{NAME} ?,? (?:that is|that's|is|who is|being|as in|aka) (?:my|our) (?P<k>{_KIN})(?= |$)", kin_of),
    (rf"{_MY} (?P<k>[\w-]+) ?,? {NAME} by name\b", kin_of),
    (rf"{_MY} (?P<k>[\w-]+) (?:goes by|answers to|is known as)(?: the name(?: of)?)? {NAME}", kin_of),
    (rf"\b(?:an?|one) (?P<k>[\w-]+) of mine ?,? (?:is )?(?:called |named )?{NAME}", kin_of),
    (r"\btwo (?P<k>sister|brother|son|daughter|kid|child|cousin|aunt|uncle|friend)(?:s|ren) ?[,:] "
     rf"{NAME} and {NAME.replace('x', 'y', 1)}", kin_of),
    (rf"\b(?:i (?:am|got|have been) (?:\w+ )?(?:married|engaged|hitched) to|i tied the knot with|i married|share my "
     rf"life with|i live together with|in love with) {NAME}(?= (?:got engaged|are married|got married|are"
     rf" engaged|are a "
     rf"couple|are dating|in|on|last|since|for)| ?[,.]|$)", somebody("partner")),
    (rf"\bme and {NAME} (?:have |just |are |recently )*(?:got (?:engaged|married|hitched|together)|married"
     rf"|engaged|dating)\b",
     somebody("partner")),
    (rf"{_START}{NAME} is the (?:man|woman|person|one|guy|girl) i (?:married|love|live with|am married to|am"
     rf" with|am dating"
     r"|share my life with)\b", somebody("partner")),
    (rf"{_START}{NAME} and (?:i|me) (?:are|have been|got|became|started|just got|have just got|finally got) (?:\w+ )?"
     r"(?:a couple|dating|engaged|married|together|going out|seeing each other)\b", somebody("partner")),
    (rf"{_MY} (?:\w+ )?(?:better half|other half|significant other|spouse|hubby|missus|fiancee?|sweetheart|bf"
     rf"|gf)(?: is"
     rf"| ,)? {NAME}", somebody("partner")),
    (rf"\bi have known {NAME} (?:since|for|all my life)\b", somebody("friend")),
    (rf"{_MY} (?:\w+ )?(?:mate|pal|buddy|bestie|bff|chum)(?: is| ,| is called| called)? {NAME}", somebody("friend")),
    (rf"{_START}{NAME} (?:and i|is (?:a|my|an)) (?:have been (?:\w+ )?friends|are (?:\w+ )?friends|go way"
     rf" back|go back a "
     r"long|have known each|(?:\w+ )?(?:friend|mate|pal|buddy|chum|bestie)(?: of mine)?(?! anymore))\b",
     somebody("friend")),
    (rf"\bfriends with {NAME}(?= since| for| from| ,|$)", somebody("friend")),
    (rf"{_START}{NAME} (?:from |who lives |lives |is |, )*(?:next door|across the (?:hall|street|road"
     rf"|landing)|over the "
     r"road|upstairs|downstairs|two doors down|on the (?:first|second|third|top|ground) floor|in the (?:flat"
     r"|apartment"
     r"|house) (?:above|below|next door|opposite))\b", somebody("neighbour")),
    (rf"\b(?:next door|above us|above me|below us|below me|opposite|across the (?:hall|street|road)|upstairs"
     rf"|downstairs)(?: "
     rf"to us| to me)? (?:lives|live|is|there is) {NAME}", somebody("neighbour")),
    (rf"\b(?:the|my|our) (?:\w+ |next-door |upstairs |downstairs )?(?:neighbou?r) ?(?:,|is|called|named|is"
     rf" called) {NAME}",
     somebody("neighbour")),
    # Pets.
    (rf"\b(?:(?:have|got|own|keep|with|getting|adopted|is|called) an?|our|my) (?:\w+ )?(?P<k>[\w-]+) (?:in my"
     rf" (?:house|home|flat) )?(?:,|called|named|by the name of|(?:is )?"
     rf"called|that answers to|who answers to|goes by) {NAME}", pet),
    (rf"{_START}{NAME} (?:,|is) (?:my|our) (?:\w+ )??(?P<k>[\w-]+)(?= |$)", pet),
    (rf"{_START}{NAME} the (?P<k>[\w-]+)(?= |$)", pet),
    # Names.
    (r"\b(?:people|everyone|everybody|friends|they|my friends|folks|colleagues|most people|my family|all)(?:"
     r" \w+)? (?:call"
     rf"|calls|know|knows) me(?: as| by)? {NAME}(?= |$)", called),
    (rf"\b(?:i (?:also )?answer to|address me as|refer to me as|known as|you may call me|just call me|i am"
     rf" called|call me"
     rf"|sign it|signed|i go by(?: the name)?|my friends say) {NAME}(?= ?[,.]|$| please)", called),
)

