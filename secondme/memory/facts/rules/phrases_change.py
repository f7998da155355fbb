"""Turns of phrase for what ended, and for one thing in the place of another."""

from __future__ import annotations

from secondme.memory.facts.rules.reading import (
    NAME,
    N,
    Reader,
    commute,
    diet,
    drug,
    is_medicine,
    limb,
    named,
    pet_gone,
    place,
    somebody,
    sorted_out,
    states,
    swapped,
    taste,
    tongue,
    town_for_town,
    trade,
    words,
)
from secondme.memory.facts.rules.reading_more import (
    charity,
    crop,
    dated_again,
    ended,
    given_up,
    habit_over,
    no_more,
    skill,
)

_I = r"\b(?:i|we)(?: (?:am|have|was|had|do|just|now|also|still|actually|only|really|recently|finally|been))*"
_MY = r"\b(?:my|our)"
_TAIL = (
    r" ?[,.;:()]|$| (?:for|since|these|now|again|but|so|and|because|last|this|in|on|as|after|yesterday|two|three|any"
    r"|anymore|at|altogether|completely|entirely|for good|years|months|weeks|when|over|with)\b"
)
_END = rf"(?={_TAIL})"
_START = r"(?:^|(?<=[,:;] )|(?<=\band )|(?<=\bbut )|(?<=\bso ))"
_OTHER = r"(?P<y>(?!off\b|on\b|up\b|to\b)[\w](?:(?! and )[\w' &.-])*?)"
_ONE = r"(?P<x>[\w][\w' &.-]*?)"
_STOPPED = (
    r"(?:stopped|quit|gave up|given up|packed in|jacked in|chucked in|dropped|ditched|abandoned|finished|done"
    r"|through|over|"
    r"ended|left|called time on|said goodbye to|turned my back on|got rid of|got out of|threw in the towel on"
    r"|binned|cut out|"
    r"weaned myself off|no longer|not|retired from|bowed out of|walked away from|resigned from|pulled out of"
    r"|backed out of)"
)
_SOON = r"(?:(?:has |have |had |is |are |was |were |got |been |being |had to be |will be |just |now )+)"
_SHIFT = (
    r"(?:moved|postponed|rescheduled|pushed(?: back)?|shifted|brought forward|changed|put off|delayed|put"
    r" back|bumped|set back|"
    r"deferred|bumped up|rearranged|rebooked|slipped|adjourned|pulled forward|relocated)"
)
_OFF = (
    r"(?P<off>cancelled|canceled|called off|scrapped|off|no longer happening|not happening|abandoned|axed"
    r"|dropped|binned|not "
    r"taking place|not going ahead|off the table|dead|history|not on any ?more)"
)
CHANGES: tuple[tuple[str, Reader], ...] = (
    # Homes and towns.
    (rf"{_I} (?:traded|swapped|exchanged|left|gave up|given up|abandoned|deserted|said goodbye to) {_OTHER}"
     rf" (?:for|and moved to"
     rf") {N}{_END}", town_for_town),
    (rf"\b(?:goodbye|bye|farewell|so long|adieu) {_OTHER} ?, (?:and )?(?:hello|hi|welcome) {N}{_END}",
     town_for_town),
    (rf"\b(?:i am|we are|i live|we live)(?: living)? (?:no longer|not) (?:living )?in {_OTHER}(?: any ?more)?"
     rf" ?(?:,|but|-)? "
     rf"?(?:but |i am |we are |i live |we live |now )*in {N}{_END}", states("lives_in", place, replaced=True)),
    (rf"{_START}{N} is where (?:i|we) live(?: now)? ?,? (?:and )?(?:not|no longer) (?:in )?{_OTHER}(?=$| ?[,.]| any)",
     states("lives_in", place, replaced=True)),
    (rf"{_I} (?:gone|went|upped sticks|packed up|moved|relocated|transferred|migrated|come) (?:away |over "
     rf"|back )?from {_OTHER} "
     rf"to {N}{_END}", town_for_town),
    (rf"\b(?:i|we) (?:have )?(?:swapped|traded|exchanged|gave up|given up|left) (?:the |my |our |a |an"
     rf" )?{_OTHER} for (?:the |a "
     rf"|an |my )?{N}{_END}", swapped),
    (r"\b(?:no more|finished with|done with|out of) (?P<x>[\w]+) ?, (?:we|i) (?:moved|left)\b",
     ended("lives_in", place)),
    # Work.
    (rf"{_START}{N} (?:has |have )?(?:just )?(?:let me go|fired me|laid me off|made me redundant|sacked me"
     rf"|dismissed me|showed me "
     r"the door|kicked me out|got rid of me|terminated me|did not renew my contract|cut my job)\b",
     ended("works_at", named)),
    (rf"\b(?:my (?:time|days|years|job|contract|work|career|stint|chapter) (?:at|with) {N} (?:is|are|was|has"
     rf"|have|ended|ran|came)"
     r"(?: now| finally)? ?(?:over|finished|done|up|behind me|out|to an end|history|expired|terminated)(?= |$))",
     ended("works_at", named)),
    (rf"{_I} (?:walked out (?:of|on)|handed in my (?:notice|resignation|badge|keys) (?:at|to)|gave notice at"
     rf"|quit|resigned from|"
     rf"left my (?:job|post|position) (?:at|with)|out of|out at|finished (?:up )?at|done at|parted ways with"
     rf"|jumped ship from|"
     rf"retired from|gone from|said goodbye to|let go (?:by|from)|fired (?:by|from)|sacked (?:by|from)|laid"
     rf" off (?:by|from)|"
     rf"made redundant (?:by|at)|not at|no longer (?:at|with|employed (?:at|by))|stopped (?:working )?(?:at"
     rf"|for)|not working"
     rf" (?:at|for)) {N}(?= any ?more| any longer|{_TAIL})", ended("works_at", named)),
    (rf"\b(?:last|final) (?:day|shift|week) at {N} (?:was|is over|came)", ended("works_at", named)),
    (rf"\b(?:poached|headhunted|lured) (?:away )?(?:from {_OTHER} )?by {N}{_END}", states("works_at", named)),
    (rf"\b(?:jumped ship|switched|changed|transferred|gone over|went) (?:employers? |jobs? )?from {_OTHER} to"
     rf" (?P<x>[A-Za-z]\w+ "
     rf"\w+){_END}", states("works_at", named, replaced=True)),
    (rf"\b(?:instead of|not) (?:being )?an? {_OTHER} ?,? (?:any ?more )?,? ?i (?:am|work as)(?: now)? an? {N}{_END}",
     states("works_as", trade, replaced=True)),
    (r"\b(?:i was|i used to be|formerly|once|after years as|used to work as|i have been) an? (?P<y>[\w -]+?)"
     r" ?,? (?:but |and |"
     r"for \w+ years ?,? )*(?:these days|now|today|currently|since \w+|as of \w+) ?,? (?:i am |i work as |it"
     r" is )*(?:an? )"
     r"(?P<x>[\w -]+)", states("works_as", trade, replaced=True)),
    (r"\b(?:from|since|as of) (?:now|today|monday|tuesday|wednesday|thursday|friday|january|february|march"
     r"|april|may|june|july|"
     r"august|september|october|november|december|next \w+|last \w+|this \w+)(?: on)? ?,? i (?:am|work as"
     r"|have been) (?:an? |the )"
     r"(?P<x>[\w -]+)", states("works_as", trade, time=None)),
    (r"\b(?:made me|promoted (?:me )?to|i got promoted to|moved up to|i (?:have )?became|i have become|i am officially"
     r"|upgraded to|appointed"
     r"(?: as)?|named) (?:an? |the )?(?P<x>[\w -]+)", states("works_as", trade)),
    # The boss.
    (rf"{_START}{NAME} (?:is (?:out|gone|retiring) ?,? (?:and )?)?(?:replaced|succeeded|takes over from|took"
     rf" over from|has "
     rf"replaced) (?P<old>\w+)(?: as (?:my|our|the) (?:\w+ )?(?:boss|manager|supervisor|team lead))", somebody("boss")),
    (rf"\b(?:instead of|not) \w+ ?,? (?:any ?more ?,? )?(?:i|we) (?:now )?(?:report|answer) to {NAME}",
     somebody("boss")),
    # Love and friendship.
    (rf"{_START}{NAME} and (?:i|me) (?:have |had |are |just |finally |now |recently |decided to )*(?:went our"
     rf" separate ways|gone our"
     r" separate ways|called it (?:quits|a day|off)|parted(?: ways)?|split(?: up)?|broke (?:it off|up)|broken"
     r" up|divorced|"
     r"separated|no longer (?:together|a couple|an item|married)|not together(?: any ?more)?|over|finished"
     r"|done|ended (?:it|things"
     r"|our relationship)|getting (?:a divorce|divorced)|through|exes?)\b", somebody("partner", ends=True)),
    (rf"\b(?:it is|things are|it's) (?:all )?(?:over|finished|done|through) (?:between {NAME} and me|between me and "
     rf"{NAME.replace('x', 'y', 1)})", somebody("partner", ends=True)),
    (rf"\bit is (?:all )?over with {NAME}", somebody("partner", ends=True)),
    (rf"{_START}{NAME} (?:is|became) (?:now )?(?:my ex(?:-?(?:wife|husband|girlfriend|boyfriend|partner))?)\b",
     somebody("partner", ends=True)),
    (rf"\b(?:my ex(?:-?(?:wife|husband|girlfriend|boyfriend|partner))?) ?,? {NAME}", somebody("partner", ends=True)),
    (rf"{_I} (?:dumped|divorced|broke (?:it|things|up) (?:off )?with|broke up with|broken up with|ended (?:it"
     rf"|things) with|"
     rf"split (?:up )?(?:from|with)|separated from|finished with|called it off with|filed for divorce from"
     rf"|not with|no longer with|"
     rf"no longer (?:married|engaged) to) {NAME}(?= |$)(?! (?:a|an|the|at|home|in the|with)\b)",
     somebody("partner", ends=True)),
    (rf"{_START}{NAME} (?:has |just )*(?:dumped me|left me|divorced me|broke up with me|ended it|ended things"
     rf"|walked out on me|"
     r"broke it off|filed for divorce)(?= |$)", somebody("partner", ends=True)),
    (rf"{_START}{NAME} and (?:i|me) (?:have |had |are |do |just |really )*(?:fell out|fallen out|no longer"
     rf" (?:friends|speak|talk|on"
     r" speaking terms)|not friends|not (?:speak|talk|on speaking terms)|drifted apart|cut ties|stopped being"
     r" friends|not "
     r"speaking)\b", somebody("friend", ends=True)),
    (rf"\b(?:i|we) (?:have )?(?:fell out with|fallen out with|cut ties with|cut off|unfriended|blocked"
     rf"|drifted apart from|ended my "
     rf"friendship with|stopped being friends with|broken with|lost touch with|am no longer"
     rf" friends with|am not "
     rf"friends with|do not (?:speak|talk) to|no longer (?:speak|talk) to|not on speaking terms with) {NAME}"
     r"(?=$| any ?more| any longer| ?[,.]| after| since| over| last| for good)", somebody("friend", ends=True)),
    (rf"\b(?:the|my|our) friendship (?:with|between me and) {NAME} (?:is|has|ended|did|broke|fell|was)\b",
     somebody("friend", ends=True)),
    (rf"{_START}{NAME} (?:is no longer|is not) (?:a |my )?(?:\w+ )?friend\b", somebody("friend", ends=True)),
    # Pets.
    (rf"{_START}(?:my |our |the |poor |dear |old |sweet )*(?:dog |cat |rabbit |parrot |horse |hamster |beagle"
     rf" |pet )?{NAME} (?:has |had"
     r" |just )*(?:died|passed(?: away| on)?|did not make it|did not wake up|is dead|is gone|is no more"
     r"|crossed the rainbow bridge|"
     r"went over the rainbow bridge|was (?:put (?:down|to sleep)|run over|rehomed|euthani[sz]ed)|went to live"
     r" with|lives with (?:my|a"
     r"|an|our|some|the) [\w -]+ now|has a new (?:home|family|owner)|found a new home|was given away|ran away"
     r" for good|is in dog "
     r"heaven|is buried)", pet_gone),
    (rf"{_I} (?:lost|buried|rehomed|put down|put to sleep|gave away|given away|had to say goodbye to|said"
     rf" goodbye to|had to put "
     rf"(?:down|to sleep)|had to (?:rehome|give up|give away|bury)|found a new home for|cremated|surrendered)"
     rf" (?:my |our |old |poor |the"
     rf" |dear |beloved |dog |cat |rabbit |parrot |horse |hamster )*{NAME}(?=$| ?[,.]| last| yesterday| this|"
     rf" on| in| to| two|"
     r" three| a | away| at| after)", pet_gone),
    (rf"{_I} (?:had to )?put (?:our |my |poor |old )*{NAME} (?:down|to sleep)\b", pet_gone),
    # What is liked, learnt, played or done no more.
    (rf"{_I} (?:gone off|went off|had enough of|had my fill of|over(?! the\b)|fed up (?:with|of)|sick of|tired of|bored"
     rf" (?:of|with|by)|lost "
     rf"(?:interest in|my (?:taste|love|passion|appetite) for)|fallen out of love with|outgrown|outgrew|cured"
     rf" of|through with|had "
     rf"it with|no longer (?:like|love|enjoy|into|fond of|keen on|a fan of|interested in|care for|crazy about"
     rf"|care about)|do not (?:"
     rf"like|love|enjoy|care for)|not (?:into|a fan of|fond of|keen on|interested in)|grew out of|grown out of) {N}"
     r"(?= any ?more| any longer| now| these days| at all now| lately|$| ?[,.])",
     no_more),
    (rf"{_START}{_ONE} (?:has )?(?:lost its (?:charm|appeal|magic)(?: for me)?|no longer (?:interests?|excites?|"
     r"appeals?|thrills?|does it for|makes? me|is my thing|gives? me)|is not my thing any ?more|is not for me"
     r" any ?more|stopped being "
     r"fun|is no longer my thing|does not (?:interest|excite|do it for|thrill) me any ?more|is no fun any ?more)",
     states("likes", taste, ends=True)),
    (rf"\bi used to (?:like|love|enjoy|adore|be (?:into|mad about|crazy about|a fan of)) {N}(?= ?,? (?:but"
     rf" )?(?:not|no) )",
     states("likes", taste, ends=True)),
    (rf"{_I} {_STOPPED} (?:learning|studying|taking|with|my|the|doing|to learn|having|going to)? ?(?:my |the "
     rf"|an? )?(?P<x>[\w -]+?) "
     r"(?:lessons?|class(?:es)?|course|tutor)\b", ended("learns", skill)),
    (rf"{_I} {_STOPPED} (?:trying to learn|learning|my attempt at|my attempts at|the idea of learning|to"
     rf" learn|with learning)(?: the)?"
     rf" {N}(?= any ?more|{_TAIL})", ended("learns")),
    (rf"{_I} {_STOPPED} (?:with |on |of |my |the |need |needing |doing |playing |using |taking |being |going to "
        r"|eating "
     rf"|driving )*{N}"
     rf"(?= any ?more|{_TAIL})", given_up),
    (rf"{_I} {_STOPPED} (?:being |living |eating |as |on |a |an )+(?P<x>[\w-]+)(?= |$)", ended("eats", diet)),
    (r"(?:^|\b(?:i|we) (?:am |are |have |just )*|[,;] )(?:back to eating meat|no longer|not|stopped being|gave up"
          r" being|done being|given up being) (?:an? "
     r"|strictly )?(?P<x>[\w-]+)"
     r"(?= any ?more| now| ,|$)", ended("eats", diet)),
    (rf"{_I} (?:dropped out of|resigned from|left|quit|cancelled my membership (?:of|at|in|with)|ended my"
     rf" membership (?:of|in)|not in|"
     rf"no longer (?:in|part of|belong to|a member of|on the board of|with)|out of|stepped down from|let my"
     rf" membership (?:of|in|at)|"
     rf"stopped going to|retired from|not a member of|said goodbye to) (?P<x>(?:the |my |our"
     rf" )?[\w' -]*?(?:club|society|choir|association"
     r"|council|orchestra|committee|union|band|guild|team|league|chorus|circle|party|brigade|group"
     r"|cooperative|co-op))"
     r"(?= lapse| any ?more|$| ?[,.]| last| this| after| in| and| because| two| for)", words("member_of", ends=True)),
    (rf"{_I} (?:stopped|quit|given up|gave up|no longer|not|finished|done|ended|dropped|had to stop)(?: my|"
     rf" with| to)* (?:volunteer"
     rf"(?:ing)?|helping(?: out)?|help(?: out)?|shifts?|voluntary work|volunteer work|unpaid work|work as a"
     rf" volunteer) (?:at|for|with|in) "
     rf"{N}(?= any ?more|{_TAIL})", ended("volunteers_at")),
    (rf"{_I} (?:stopped|quit|given up|gave up|no longer|not|done|finished|through)(?: with)?"
     rf" (?:collect(?:ing)?|hoarding) (?:my )?{N}"
     rf"(?= any ?more|{_TAIL})", ended("collects")),
    (rf"{_I} (?:sold|gave away|given away|auctioned(?: off)?|donated|got rid of|parted with|offloaded"
     rf"|flogged)(?: off)? (?:my|the|our) "
     r"(?:\w+ )?(?P<x>[\w -]+?) collection\b", ended("collects")),
    (rf"{_I} (?:sold|gave away|given away|auctioned(?: off)?|donated|got rid of|parted with|offloaded"
     rf"|flogged)(?: off)? (?:my|the|our|all "
     r"my|all the) collection of (?P<x>[\w -]+)", ended("collects")),
    (rf"{_I} (?:stopped|quit|given up|gave up|no longer|not|done)(?: with)? (?:grow(?:ing)?|plant(?:ing)?)"
     rf" (?:my )?{N}"
     rf"(?= any ?more|{_TAIL})", ended("grows")),
    (rf"{_MY} (?P<x>[\w -]+?) (?:have |has |are |all |is )*(?:died|dead|withered|rotted|froze(?:n)?|perished"
     rf"|wilted|did not survive|were "
     r"eaten|got blight|did not make it|gave up the ghost|succumbed)\b", ended("grows", crop)),
    (r"\b(?:frost|slugs|snails|blight|the drought|drought|the cold|aphids|rabbits|deer|the hail|the storm"
     r"|mould|mildew) (?:has |have )?(?:"
     r"killed|got|ate|destroyed|took|finished off|ruined|wiped out|had) (?:my|our|all my|the) (?P<x>[\w -]+)",
     ended("grows", crop)),
    (rf"{_I} (?:dug up|ripped out|pulled (?:out|up)|tore out|torn out|uprooted|dug out|got rid of) (?:my|the"
     rf"|our|all the|all my) "
     r"(?P<x>[\w -]+)", ended("grows", crop)),
    (rf"{_I} (?:no longer (?:want|wish|plan|aim|intend|dream of|hope) ?(?:to)?|not (?:want|wish|aim|plan"
     rf"|intend) to|given up (?:on |my "
     r"(?:plan|dream|goal|hope) (?:to|of) |the (?:idea|dream|plan|goal) (?:of|to) )|gave up (?:on |my (?:plan"
     r"|dream|goal|hope) (?:to|of) |"
     r"the (?:idea|dream|plan|goal) (?:of|to) )|buried (?:my|the) (?:dream|plan|idea|goal) (?:of|to)"
     r"|abandoned (?:my|the) (?:dream|plan|idea"
     r"|goal) (?:of|to)|let go of (?:my|the) (?:dream|plan|idea|goal) (?:of|to)|dropped (?:my|the) (?:dream"
     r"|plan|idea|goal) (?:of|to)) "
     r"(?P<x>\w+ [\w' -]+?)(?= any ?more|$| ?[,.]| after all)", words("aims_at", ends=True, most=9)),
    # Medicine and injuries.
    (rf"{_I} (?:off|come off|came off|no longer (?:on|need|take|taking|have to take)|not (?:on|need|take"
     rf"|taking)|stopped(?: taking)?|quit("
     rf"?: taking)?|finished with|done with|weaned (?:myself )?off|taken off|been taken off|dropped|could"
     rf" stop|free of|allowed to stop("
     rf"?: taking)?) {N}(?= any ?more|{_TAIL})", ended("takes", is_medicine)),
    (rf"\b(?:doctor|gp|specialist|they|she|he|consultant|cardiologist|psychiatrist) (?:has |have )?(?:took"
     rf"|taken|weaned|got) me off (?:the "
     rf"|my )?{N}(?=$| ?[,.]| and| last| because| now)", ended("takes", drug)),
    (rf"{_START}{_ONE} (?:is no longer (?:necessary|needed|prescribed)|was (?:discontinued|stopped|taken off"
     rf" my list)|has been "
     r"(?:discontinued|stopped)|came off my (?:list|prescription)|is off my (?:list|prescription))\b", ended("takes",
     is_medicine)),
    (rf"\b(?:switched|changed|swapped|moved) (?:me |my (?:medication|medicine|pills|prescription) )?(?:over"
     rf" )?(?:from )?(?:my )?{_OTHER} "
     rf"(?:to|for|into|with) {N}{_END}", states("takes", is_medicine, replaced=True)),
    (rf"{_START}{_ONE} (?:has )?replaced (?:my |the )?{_OTHER}(?=$| ?[,.]| now| last)", swapped),
    (rf"\b(?:instead of|in place of|rather than) (?:my |the )?{_OTHER} ?,? (?:i|we) (?:now |am |have |got "
     rf"|use |take |drive |play |on )+(?:the "
     rf"|an? )?{N}{_END}", swapped),
    (r"\b(?:i|we) (?:now |am now |have |now on |am on |use |take |drive |play |got )+(?:the |an? )?(?!go |get |come"
        rf" |work ){N}"
     rf" (?:now )?(?:instead of|in place of|"
     rf"rather than) (?:the |my |an? )?{_OTHER}(?=$| ?[,.]| now)", swapped),
    (rf"{_MY} (?P<x>(?:left |right |broken |sprained |sore |injured )?\w+) (?:is|are|has|have|feels?|works?"
     rf"|got)(?: \w+)?? (?:healed(?: up)?|fine"
     r"(?: again| now)|mended|(?:as )?good as new|recovered|back to normal|ok again|okay again|like new|all"
     r" better|better now|better again|"
     r"fully functional|pain-free|out of (?:plaster|the cast)|working again|whole again|in working order)(?= |$)",
     ended("injured", limb)),
    (rf"{_MY} (?P<x>(?:left |right )?\w+) (?:does not hurt|no longer hurts|stopped hurting|does not ache|has"
     rf" stopped hurting)\b",
     ended("injured", limb)),
    (r"\b(?:the )?(?:cast|plaster|splint|bandage|stitches|sling) (?:is|are|came|has come|comes|was|were)"
     r" (?:off|out|removed|taken off)\b.*?\bmy"
     r" (?P<x>(?:left |right )?\w+) (?:is|has|works)", ended("injured", limb)),
    # Things, cars and tools.
    (rf"{_I} (?:sold(?: off)?|flogged|scrapped|donated|pawned|gave away|given away|got rid of|lost|parted"
     rf" with|auctioned(?: off)?|binned|threw "
     rf"(?:out|away)|thrown (?:out|away)|returned|offloaded|chucked(?: out)?|dumped|recycled|traded in|said"
     rf" goodbye to|handed down|passed on|let "
     rf"go of|no longer (?:own|have|drive)|had to sell|part-exchanged) (?:my|our|the|that) (?:old |beloved "
     rf"|trusty |poor )*{N}(?= away| off| on|{_TAIL})",
     sorted_out),
    (r"\b(?:my|our) (?P<x>[\w -]+?) (?:has |have |is |was |were |got |just |been |had to be |finally"
     r" )*(?:stolen|nicked|sold(?: off)?|gone|scrapped|"
     r"written off|totalled|beyond repair|pinched|history|went to (?:a|the|my|its) (?:charity|dump|tip"
     r"|scrapyard|new owner|neighbou?r|friend|brother|"
     r"sister|new home)|gave up the ghost|packed up for good|bit the dust|in the bin|died|kicked the bucket"
     r"|broke beyond repair|burned down|sank|has a "
     r"new owner)(?= |$)", sorted_out),
    (r"\b(?:someone|somebody|they|thieves|a thief|burglars) (?:has |have )?(?:stole|stolen|took|nicked"
     r"|pinched|made off with|swiped|bought) (?:my|our|the) "
     rf"{N}{_END}", sorted_out),
    (rf"\b(?:i|we)(?: have| just| finally| now)* (?:(?:swapped|traded|exchanged|switched|changed|replaced"
     rf"|converted|traded in)(?: over"
     rf"| in| out)?(?: from)?|(?:migrated|moved|gone|went|jumped|crossed|defected|graduated)(?: over| up|"
     rf" back| down)? from) (?:my |the "
     rf"|our |an? )?(?:old )?{_OTHER} (?:for|to|with|by|against) (?:an? |the |my |our )?(?:new )?{N}{_END}", swapped),
    (rf"\b(?:ditched|dumped|dropped|binned|left) (?:my |the )?{_OTHER} (?:for|in favou?r of|and went (?:for"
     rf"|with)) (?:an? |the )?{N}{_END}", swapped),
    (rf"\bi used to (?:use|take|drive|play|ride|work with|run on|write in) (?:an? |the |my )?{_OTHER} ?,?"
     rf" (?:but |and )*(?:now |these days |today |nowadays )*"
     rf"(?:i (?:use|take|am on|drive|play|ride|have|run|work with) |it is |now )+(?:an? |the )?{N}{_END}", swapped),
    # Plans and appointments.
    (rf"\b(?:my|our|the) (?P<x>[\w' -]+?) {_SOON}{_SHIFT}\b", dated_again),
    (r"\b(?:my|our|the) (?P<x>[\w' -]+?) (?:will (?:now )?be|is now|takes place|happens|is going to be|slid"
     r"|slipped|moves|changes) (?:on |to |at )?\b", dated_again),
    (rf"\b(?:they|we|i|the \w+|my \w+|she|he)(?: have| has| had to| just)* {_SHIFT} (?:my|our|the)"
     rf" (?P<x>[\w' -]+?) (?:back |forward )?(?:to|until|till|by|for|on)\b", dated_again),
    (r"\b(?:new|different|another|changed) (?:date|time|day|slot) for (?:my|our|the) (?P<x>[\w' -]+?) ?(?:,|:"
     r"|is|-|,? it is)", dated_again),
    (rf"\b(?:my|our|the) (?P<x>[\w' -]+?) (?:(?:has|have|is|was|were|got|been|being|had to be|will be|just"
     rf"|now|are) )+{_OFF}(?= |$)", dated_again),
    (r"\b(?:my|our|the) (?P<x>[\w' -]+?) (?P<off>fell through|will not happen|did not happen|is not going to"
     r" happen|does not happen|fell flat|got rained off|came to nothing|is "
     r"no more|will not take place|won't take place)", dated_again),
    (r"\b(?:i|we|they|she|he)(?: have| has| had to| just| decided to)* (?P<off>cancel(?:led|ed)?|call(?:ed)?"
     r" off|scrap(?:ped)?|bin(?:ned)?|drop(?:ped)?|axed|pulled out of|backed "
     r"out of|skip(?:ping)?|am not going to|are not going to|are not doing|am not doing|not having|no longer"
     r" going to|are not having) (?:my|our|the) (?P<x>[\w' -]+?)(?= after"
     r"| because| on| for| this| next|$| ?[,.]| with| and)", dated_again),
    (r"\b(?:i|we)(?: have| has| now| just)* (?:go|get|commute|travel|come|take|cycle|drive) to work (?:by"
     r"|with|on) (?:the )?(?P<x>\w+)(?= now| instead|$| ?[,.])", commute),
    (r"\b(?:i|we)(?: have| now| just)* (?:switched|changed|swapped) (?:from )?(?:the |my )?\w+ (?:to|for)"
     r" (?:the |my |a )?(?P<x>\w+) (?:for|on) (?:my |the )?(?:commute|way to work|work|"
     r"commuting|trips? to work)", commute),
    (r"\b(?:no longer|stopped) (?:taking|using|riding|driving|take|use|drive) (?:the |my )?\w+ to work ?,?"
     r" (?:but |i |now |take |use |ride |go by |by |the |my |it is |and )+(?P<x>\w+)",
     commute),
    (rf"\b(?:changed|switched) (?:my )?(?:major|course|degree|subject|studies|field)(?: from {_OTHER})? to"
     rf" {N}{_END}", states("studies")),
    (rf"\b(?:switched|changed|moved|transferred|went) from {_OTHER} to {N} (?:at (?:uni|university|college)"
     rf"|as my (?:major|subject)|in my second)", states("studies", replaced=True)),
    (r"\b(?:no longer|stopped|not)(?: \w+)? (?:speak|speaking) (?P<x>\w+)", ended("speaks", tongue)),
    (r"\b(?:finished|put down|gave up on|given up on|done with|abandoned|through with|closed) (?:reading"
     r" )?(?P<y>[\w][^,.;!?]*?) ?,? (?:and |so |now |i |am |have |next |up |is |on |to |started|"
     r"moved on to|reading|picked up|began|turned to|switched to|it is )+ (?P<x>[\w][^,.;!?]*)", states("reads",
     named)),
    (r"\b(?:i|we)(?: do| have| am| now| no)* (?:not|longer|stopped|quit|done|finished) (?:support|supporting"
     r"|follow|following|a fan of|cheer for|root for)(?:ing)? (?P<x>[\w ]+?)(?= any ?more| ?[,.]|$| after)",
     ended("supports", named)),
    (rf"\b(?:no longer|not|stopped being|cured of being|got over being|overcame being)(?: \w+)? (?:afraid"
     rf"|scared|frightened|terrified) of {N}(?= any ?more| now|$| ?[,.])", ended("fears")),
    (rf"\b(?:overcame|got over|conquered|beat|lost|overcome) my (?:fear|phobia) of {N}{_END}", ended("fears")),
    (rf"\b(?:i|we)(?: have| do| am| no)* (?:quit|stopped|dropped|gave up|given up|not|longer|done"
     rf"|finished)(?: with)? (?:going to|go to|doing|attend|attending) (?:my |the )?{N}"
     r"(?= any ?more|$| ?[,.]| after| since)", habit_over),
    (rf"\b(?:closed|cancelled|ended|left|quit) my (?:\w+ )?(?:membership|shifts|work) at {N}{_END}",
     ended("volunteers_at", charity)),
)
