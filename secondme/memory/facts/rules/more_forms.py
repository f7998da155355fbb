"""Forms of sentences in which the person stands elsewhere than in front, each with what reads it: the second half."""

from __future__ import annotations

from secondme.memory.facts.rules import endings, readers

_WORK = r"(?:work|my job|my work|the office|my office)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_START = r"(?:^|(?<=[,:;] )|(?<=and )|(?<=but )|(?<=so ))"
MORE: tuple[tuple[str, readers.Reader], ...] = (
    (
        r"\bmy (?:\w+ )?(?:medication|medicine|pills|tablets|meds) (?:is|are) (?P<x>[\w' -]+?)(?= for|$| ?,)",
        readers.doctor
    ),
    (r"\bi (?:have )?started (?:on |taking )(?P<x>[\w' -]+?)(?= for| last| this|$| ?,)", readers.doctor),
    (
        r"\bi (?:am|have come|came|have been taken|was taken) off (?P<x>[\w' -]+?)(?= now| since| last|$| ?,)",
        endings.off_drug
    ),
    (
        r"\b(?:i have|i got) (?:an? |my )?(?:broken|sprained|fractured|twisted|injured|dislocated|torn|bruised|hurt"
        r"|swollen) (?P<x>[\w' -]+?)(?= from| since| after| at|$| ?,)", readers.hurt),
    (
        r"\bmy (?P<x>[\w' -]+?) (?:got|is|was) (?:hurt|broken|sprained|injured|twisted|fractured|dislocated|bruised"
        r"|torn)\b", readers.hurt),
    (
        r"\bi (?:have )?(?:pulled|tore|torn|cut|bruised|strained|banged up|busted|cracked|messed up|wrecked"
        r"|did something to|burned|burnt|smashed) (?:my |(?:an? |the )?\w+ in my )(?P<x>[\w' -]+?)(?= at| when| while"
        r"| yesterday| last|$| ?,)", readers.hurt),
    (
        r"^at (?:the age of )?(?P<x>\d\d) ?,? (?:years old ,? )?i (?:am|finally|have|still|should|feel|can|started"
        r"|want|know)\b", readers.age),
    (r"\bi am (?:an? )?(?P<x>\d\d) ?-? ?year ?-? ?old\b", readers.age),
    (r"\bi am an? (?P<x>\d\d)-year-old\b", readers.age),
    (
        r"\bmy (?:birthday|birth date|bday) (?:falls on|comes on|comes up on|will be on|will be|lands on)\b",
        readers.born
    ),
    (
        r"^(?:on )?(?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november"
        r"|december).* (?:is|'s) my (?:birthday|date of birth|birth date)\b", readers.born),
    (
        r"^(?:on )?(?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november"
        r"|december).* is (?:our|my) (?:wedding )?(?:anniversary|wedding day)\b", readers.wed),
    (r"\b(?:we|i) (?:tied the knot|said i do|said yes|wed|exchanged vows|had our wedding) on\b", readers.wed),
    (r"\bour wedding (?:was|took place) on\b", readers.wed),
    (
        r"\bi am (?:an? )?(?P<n>\d\d) in (?P<x>shoes|jackets|trousers|gloves|dresses|rings|shirts|jeans|boots|hats"
        r"|coats|skirts|sneakers|trainers|suits)\b", readers.sized),
    (
        r"^(?:for|in) (?P<x>shoes|jackets|trousers|gloves|dresses|rings|shirts|jeans|boots|hats|coats|skirts|sneakers"
        r"|trainers|suits) (?:i am|it is|i have|i need|i take|i wear)(?: an?)?(?: size)? (?P<n>\d\d?)\b",
        readers.sized),
    (
        r"\bthere is (?P<x>an? [\w -]+?) in my (?:living room|house|flat|garage|garden|bedroom|kitchen|attic|basement"
        r"|shed|home|apartment)", readers.bought_thing),
    (
        r"\bi (?:have )?(?:treated myself to|am the (?:proud |happy )?owner of|was given|got given|recently purchased"
        r"|received|picked up) (?P<x>an? [\w -]+?)(?= for| as| from| last| yesterday|$| ?,)", readers.bought_thing),
    (
        r"\bmy (?P<x>[\w -]+?) (?:got stolen|was stolen|is gone|has been stolen|is broken beyond repair"
        r"|got thrown away)\b", endings.lost),
    (r"\b(?:the car|car) (?:that )?i (?:drive|have|own) is (?P<x>an? [^,]+)(?P<a>)", readers.drive),
    (r"\bi (?:get around|drive around|zip around|commute) in (?P<x>an? [^,]+)(?P<a>)", readers.drive),
    (
        r"\bi (?:run|installed|rely on|swear by|do everything (?:in|with|on)|write with|draw with|work with|read on"
        r"|write on|code in|edit with|edit in) (?P<x>[\w -]+?)(?= for| on| every| most| when| at|$| ?,)", readers.tool),
    (r"\bi am an? (?P<x>[\w-]+(?: [\w-]+)?) user\b", readers.plain("uses")),
    (
        r"\bmy (?:main |current |new )?(?:phone|computer|laptop|tablet|browser|editor|pen|operating system|os"
        r"|note app|email client) is (?P<x>an? [^,]+|[\w ]+)$", readers.tool),
    (r"\bi switched to (?P<x>[\w ]+?)(?= last| this| for|$| ?,)", readers.tool),
    (r"\b(?:i am an? )(?:\w+ )?collector of (?P<x>[^,.;]+)", readers.plain("collects")),
    (r"\bi am an? (?:\w+ )?(?P<x>[\w-]+(?: [\w-]+)?) collector\b", readers.plain("collects")),
    (r"\bmy (?P<x>[\w-]+(?: [\w-]+)?) collection (?:is|has|grows|keeps|takes|needs|now)\b", readers.plain("collects")),
    (r"\bi (?:own|keep) an? (?:\w+ )?collection of (?P<x>[^,.;]+)", readers.plain("collects")),
    (r"\bi gather (?P<x>[\w ]+?) ?, it is my hobby", readers.plain("collects")),
    (r"\bmy hobby is (?P<x>[a-z][^,.;]+)", readers.hobby),
    (
        r"\bthere (?:are|is) (?P<x>[\w ]+?) in (?:my|our) (?:garden|balcony|allotment|greenhouse|yard"
        r"|vegetable patch)", readers.plain("grows")),
    (
        r"\b(?:i|we) (?:keep|cultivate|raise|have) (?P<x>[\w ]+?) (?:on|in) (?:my|the|our) (?:balcony|windowsill"
        r"|garden|allotment|greenhouse|terrace|vegetable patch|yard)", readers.plain("grows")),
    (r"\bi cultivate (?P<x>[\w ]+)", readers.plain("grows")),
    (
        r"\b(?:my|our) (?P<x>tomatoes|dahlias|roses|rhubarb|chillies|lavender|basil|cucumbers|courgettes|pumpkins"
        r"|potatoes|beans|peas|strawberries|herbs|sunflowers|tulips|leeks|carrots|onions|garlic|kale|lettuces?"
        r"|peppers|orchids|cacti|succulents|raspberries|blueberries|apples) (?:are|is) (?:ripe|growing|blooming"
        r"|in bloom|flowering|ready|thriving|doing|huge|sprouting|coming)", readers.plain("grows")),
    (
        r"\b(?:i|we) pay (?P<m>[€$£]?\d[\d.,]* ?\w*)(?: a month| monthly| per month)?(?: in| of)? (?P<x>rent|tuition"
        r"|insurance|childcare|electricity|tax)\b", readers.bill),
    (
        r"^(?P<m>[€$£]?\d[\d.,]* ?\w*)(?: a month| every month)? (?:goes|go) (?:to|on|for"
        r"|towards) (?P<x>[\w' -]+?)(?= every| each| a month|$| ?,)", readers.bill),
    (r"^for (?P<x>[\w' -]+?) (?:i|we) pay (?P<m>[€$£]?\d)", readers.bill),
    (
        r"\bmy (?P<x>[\w' -]+?) (?:was raised|was increased|has gone up|has risen|was put up|increased|rose|goes up"
        r"|is going up|jumped) to (?P<m>[€$£]?\d)", readers.bill),
    (r"\bmy (?:main |favou?rite )?(?:sport|instrument|game) is (?:the )?(?P<x>[\w -]+)", readers.plain("plays")),
    (r"\bi (?:like|love|enjoy) playing (?:the )?(?P<x>[\w -]+)", readers.game),
    (r"\bi practi[sc]e (?:the )?(?P<x>[\w -]+?)(?= every| daily| for|$| ?,)", readers.game),
    (r"\bi am an? (?:\w+ )?(?P<x>[\w -]+?) player\b", readers.game),
    (r"\bmy (?:current|present) (?:book|read) is (?P<x>.+)$", readers.title),
    (
        r"\bi am (?:halfway through|in the middle of|enjoying|deep into|on chapter \w+ of|on page \w+ of"
        r"|nearly done with|working my way through) (?P<x>.+)$", readers.book),
    (r"\bthe book on my (?:nightstand|bedside table|desk) is (?P<x>.+)$", readers.title),
    (r"\bmy alarm (?:rings|goes off|is set for|sounds|wakes me)(?: at| for)? (?P<x>.+)$", readers.alarm),
    (r"\bi (?:start|begin) (?:my|the) day at (?P<x>.+)$", readers.alarm),
    (r"\bi set my alarm (?:for|to) (?P<x>.+?) every\b", readers.alarm),
    (r"\bcollecting (?P<x>[\w -]+?) is (?:my|a|our) (?:hobby|passion)", readers.plain("collects")),
    (r"\bplaying (?P<x>[\w -]+?) is (?:my|a|our) (?:hobby|passion)", readers.plain("plays")),
    (r"\blearning (?P<x>[\w -]+?) is (?:my|a|our) (?:new )?(?:hobby|passion|project)", readers.plain("learns")),
    (rf"\bby (?P<x>[\w -]+?) is how (?:i|we) (?:get|go|come|travel|commute) to {_WORK}", readers.plain("commutes_by")),
    (r"\bon (?P<x>foot) is how (?:i|we) (?:get|go|come|travel|commute) to", readers.plain("commutes_by")),
    (
        rf"^(?:the |my )?(?P<x>bike|tram|bus|train|ferry|car|metro|subway|scooter|bicycle) (?:takes|gets"
        rf"|brings) me to {_WORK}", readers.plain("commutes_by")),
    (
        r"(?:^|[,;:] |\b(?:please|just|can|friends|everyone|everybody|people|family|they|colleagues|all) )(?:call"
        r"|calls) me (?P<x>\w+)", readers.call),
    (r"^my name (?!is\b|was\b|'s\b)(?P<x>[\w'-]+)$", readers.call),
    (
        r"\b(?:in|from) (?P<x>[^,]+?) ?, (?:where (?:i|we) live|(?:i|we) live (?:here|there)|where (?:my|our) home is"
        r"|my home ?town now)\b", readers.place),
    (r"\bhere in (?P<x>\w+(?: \w+)?)(?=$| ?,| where| we| i\b)", readers.place),
    (r"\bhello from (?P<x>[\w ]+?) ?, i live here", readers.place),
    (r"^(?:my )?home (?:for me |for us |now )?is (?P<x>[a-z][\w ]*)", readers.place),
    (
        r"\b(?:i|we)(?: have| has)? (?:now |still |always )?(?:call|called|made|make) (?P<x>[\w ]+?) (?:my "
        r"|our )?home\b", readers.place),
    (
        r"\b(?:town|city|village|place|country|suburb) (?:that |which )?(?:(?:i|we) (?:live|moved to|settled)(?: in)?"
        r"|where (?:i|we) live|in which (?:i|we) live) is (?P<x>.+)", readers.place),
    (r"\bfrom (?P<x>[\w ]+?) ?, that is where (?:i|we) live\b", readers.place),
    (r"^living in (?P<x>[\w ]+?) ?,? (?:i|we|my|it)\b", readers.place),
    (r"\b(?:live|moved|left|leave).*?\b(?:i am|we are) in (?P<x>\w+) now\b", readers.place),
    (
        r"\b(?:company|firm|place|school|hospital|shop|restaurant|bank|hotel|organisation|organization) (?:that "
        r"|where |which )?(?:i|we) work (?:for |at |in )?is (?:called )?(?P<x>.+)", readers.employer),
    (
        r"\b(?:family|parents|folks|people) (?:is|are|come|comes) (?:all )?from (?P<x>[\w ]+?) ?,? (?:and )?i (?:grew"
        r" up|was raised|was born) there", readers.raised),
    (r"\bgrew up speaking (?P<x>[a-z]+)", readers.plain("speaks")),
    (
        r"^(?:my|our) (?:trip|holiday|vacation|journey|honeymoon) (?:to|in) (?P<x>[\w ]+?) (?:was|last|in|two"
        r"|yesterday|went)\b", readers.seen),
    (r"^speaking as (?P<x>an? [\w -]+?) ?,", readers.trade_as),
    (r"\bin (?P<x>[\w ]+?) ?, (?:i|we) (?:was|were) (?:raised|born) (?:there|here)\b", readers.raised),
    (
        r"\b(?:at|for|from) (?P<x>[^,]+?) ?, (?:where i work|my (?:workplace|employer|company)|i work (?:there"
        r"|here))\b", readers.employer),
    (r"\bmy (?:company|employer|firm|workplace) ?, (?P<x>[^,]+?) ?(?:,|$)", readers.employer),
    (r"(?:^|, )(?:as|being) (?P<x>an? [\w -]+?) ?,? (?:i|my|we)\b", readers.trade_as),
    (r"^as (?P<x>[\w -]+?) i (?:see|know|have|work|earn|get|meet|spend|always|often|can|am)\b", readers.trade_as),
    (r"\bmy (?P<a>car|motorbike) ?,? (?P<x>(?:an? )?[^,]+?) ?,", readers.car),
    (r"\bi have car ?,? (?P<x>[^,]+?)(?P<a>)$", readers.car),
    (r"\b(?:i|we) have (?P<x>an? [^,]+?) ?, that is (?P<a>my|our) car\b", readers.car),
    (
        r"\bmy new (?P<x>[\w -]+?) (?:came|arrived|was delivered|is here|finally came|finally arrived|has arrived)\b",
        readers.bought),
    (
        r"\bdoctor (?:gave|prescribed|put) me (?:on )?(?P<x>[\w -]+?)(?P<take> and i take (?:it|them)\b.*| daily"
        r"| every day| for my .*|$)", readers.doctor),
    (r"\bi was (?:prescribed|given|put on) (?P<x>[\w -]+?)(?: (?:for|by|to)\b|$|,)", readers.doctor),
    (
        r"\b(?:doctor|gp|specialist) (?:changed|switched|replaced) (?:me from |my )?(?P<y>[\w -]+?) (?:to|with"
        r"|by) (?P<x>[\w -]+)", endings.changed_drug),
    (
        rf"{_START}(?:the |my |our )?(?P<x>[\w' -]+?) (?:is|costs?(?: me| us)?|comes to"
        rf"|used to be .*? now it is) (?:about |around |now )?(?P<m>[€$£]?\d)", readers.bill),
    (r"^(?P<m>[€$£]?\d[\d.,]* ?\w*) for (?P<x>[\w' -]+?) again\b", readers.bill),
    (r"^(?:it is |it was |its )(?P<m>[€$£]?\d[\d.,]* ?\w*) for (?P<x>[\w' -]+)", readers.bill),
    (
        rf"^(?P<x>[\w' -]+?) on (?P<d>{_DAY})s? (?:is|are) (?:sacred|fixed|a must|holy|my|a ritual|non-negotiable)\b",
        readers.weekly),
    (
        rf"\b(?:every|each) (?P<d>{_DAY})(?: (?:evening|morning|night|afternoon))? (?:there is|there's|it is"
        rf"|is) (?P<x>[\w' -]+?)(?: for me| time)?$", readers.weekly),
    (rf"^(?P<x>(?!i\b|we\b|my\b)[\w' -]+?) is on (?P<d>{_DAY})s(?: now)?$", readers.weekly),
    (rf"^(?P<x>(?!i\b|we\b|my\b)[\w' -]+?) on (?P<d>{_DAY})s? again$", readers.weekly),
    (r"\bgave me an? (?P<x>[\w' -]+?) (?:slot|appointment)\b", readers.slot),
    (
        r"^(?:they|the \w+) (?:rescheduled|moved|changed|postponed|pushed) (?:my |the )(?P<x>[\w' -]+?) to\b",
        readers.due
    ),
    (r"\bi (?:must|have) (?:go )?to the (?P<x>[\w' -]+?)(?= on| next| tomorrow| in|$)", readers.due),
    (r"\bi (?:must|have) to the (?P<x>[\w' -]+?)(?= on| next| tomorrow| in|$)", readers.due),
    (r"^(?:sorry ,? |no ,? )*the (?P<x>[\w' -]+?) is (?:now )?(?:on |next |in |tomorrow)", readers.due),
    (r"\b(?:an? |my )appointment ?[,:] (?P<x>[\w' -]+?) ?,", readers.slot),
    (
        r"\b(?:cannot|can not|may not|must not) (?:have|eat|touch|tolerate|drink) (?P<x>[\w' -]+?) (?:because of"
        r"|due to|thanks to) (?:my|an) allerg", readers.plain("allergic_to", ends=False)),
    (r"\b(?:my|our) birthday (?:,? (?:is )?)?(?:on |the |is )*\d|\bmy birthday on \w+ \d", readers.born),
    (
        r"^(?P<x>\w+) and i (?:broke up|split up|split|separated|got divorced|are (?:divorced|separated)|divorced)\b",
        endings.apart),
    (r"\bi broke up with (?:my \w+ )?(?P<x>\w+)", endings.apart),
    (
        r"\b(?:we are|we're|i and) .*?(?:divorced|separated|split up"
        r"|no longer together)(?: now)? ?, (?P<x>\w+) and i\b", endings.apart),
    (r"^i and (?P<x>\w+) (?:are|have|got|broke|split) ?(?:separated|divorced|split up|broken up|up)", endings.apart),
    (r"\b(?:i am|we are) no longer friends with (?P<x>\w+)", endings.unfriended),
    (r"^(?P<x>\w+) is (?:not|no longer) (?:my|a) friend\b", endings.unfriended),
    (r"\b(?:for|in|with) (?P<x>an? [\w -]+?) like (?:ours|mine)\b", readers.home_like),
    (r"\b(?:my life|everything) so that i can (?P<x>[^,]+)", readers.goal),
    (
        r"\b(?:i have|there is) (?:the|a|one|this) (?:\w+ )?(?:dream|goal|ambition)(?: is)? (?:to"
        r"|:) (?:to )?(?P<x>[^,]+)", readers.goal),
    (
        r"^(?:in my (?:opinion|view|eyes)|i am of the opinion that|if you ask me|my opinion is that"
        r"|to my mind) ?,? (?:that )?(?P<x>[^,;:]+)", readers.belief),
    (r"\bi am of the opinion that (?P<x>[^,;:]+)", readers.belief),
    (r"\bmy age ?(?::|is) ?(?P<x>\d{1,3})\b", readers.age),
    (r"\bi am born (?:on )?(?:the )?\d", readers.born),
    (r"\bmy new (?:boss|manager|supervisor) is (?P<x>\w+)", readers.boss),
    (r"\bthe book (?:that )?i am reading(?: now)? is (?P<x>.+)$", readers.title),
    (r"\bi read now (?P<x>[^,]+)$", readers.title),
    (r"\bmy idea of [\w ]+? (?:involves|is|includes) (?P<x>[^,]+)", readers.plain("likes")),
    (r"\bi do (?P<x>[\w -]+) for a living\b", readers.plain("works_in")),
)
