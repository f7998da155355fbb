"""The words for time in seven languages, and the habits of a region: its first weekday, the order of its dates.

Pure. A table maps a role, one letter, to the words that play it: "value: word|word; value: word". Without a value the
places count, from 1 for months and from 0 for all else. "~" stands for the endings of the language. Words are
written with their accents and compared without.

    D a day by its distance from today, and its part    m month   W weekday   v short weekday   M every such weekday
    U unit   K weekend   k days of every week           P part of a day      Q such parts of all days
    S season   H feast   a one   n number   f some      O first, second   V time, turn
    L last   l the last ... until now   T this   N next   B before last      E every     e earlier in
    A ago, after the number   G ago, before it          b before   r after   s since   u until   F from   t to
    w between   j around   z begin, middle or end of    i in   I on, at      k for       d during        R vaguely
    h article   q article of habits   p of   C when, of the past   J who does it        Z a day of one's own
    _ what only sounds like one of these
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a person speaks and writes of time."""

    languages: tuple[str, ...] = ("en",)
    """Those of the tables below, the person's own first."""
    first_weekday: int = 0
    """Monday is 0."""
    day_first: bool = True
    """5/3 is the fifth of March."""
    southern: bool = False
    """Summer is from December to February."""

    def speaking(self, *languages: str) -> Calendar:
        """The same for a question in other languages; those without a table are left out."""
        known = tuple(dict.fromkeys(one for one in languages if one in WORDS))
        return replace(self, languages=known or self.languages)


ENGLISH = Calendar()
"""Without a region: weeks begin on Monday, the day stands before the month."""

_EN = {
    "D": "0: today; -1: yesterday; -2: day before yesterday; 1: tomorrow; 2: day after tomorrow; 0 night: tonight;"
    " -1 night: last night",
    "m": "january|jan; february|feb; march|mar; april|apr; may; june|jun; july|jul; august|aug;"
    " september|sept|sep; october|oct; november|nov; december|dec",
    "W": "monday; tuesday; wednesday; thursday; friday; saturday; sunday",
    "v": "mon; tue|tues; wed|weds; thu|thur|thurs; fri; sat; sun",
    "M": "mondays; tuesdays; wednesdays; thursdays; fridays; saturdays; sundays",
    "U": "minute: minute|minutes|mins; hour: hour|hours; day: day|days; week: week|weeks;"
    " fortnight: fortnight|fortnights; month: month|months; year: year|years; decade: decade|decades",
    "K": "weekend",
    "k": "5 6: weekends; 0 1 2 3 4: weekdays|workdays",
    "P": "morning: morning; noon: noon|midday|lunchtime; afternoon: afternoon; evening: evening; night: night",
    "Q": "morning: mornings; afternoon: afternoons; evening: evenings; night: nights",
    "S": "winter: winter; spring: spring|springtime; summer: summer|summertime; autumn: autumn|fall",
    "H": "christmas: christmas|xmas|christmas time; christmas day: christmas day; christmas eve: christmas eve;"
    " boxing day: boxing day; new year's eve: new year's eve|new years eve; new year: new year's day|new year's|"
    "new years|new year|new years day; easter: easter; easter day: easter sunday|easter day;"
    " easter monday: easter monday; good friday: good friday; pentecost: pentecost|whitsun; halloween: halloween;"
    " valentine: valentine's day|valentines day|valentine's; thanksgiving: thanksgiving",
    "a": "1: a|an",
    "n": "zero; one; two; three; four; five; six; seven; eight; nine; ten; eleven; twelve; thirteen; fourteen; fifteen",
    "f": "2: a couple of|couple of|couple|a couple; 3: a few|few|some; 4: several",
    "O": "1: first; 2: second; 3: third; 4: fourth",
    "L": "last|previous",
    "l": "in the last|over the last|during the last|within the last|for the last|past|the past|in the past|"
    "over the past|during the past|within the past|for the past|these last|these past",
    "T": "this|the current",
    "N": "next|the coming|coming|the following|upcoming",
    "B": "before last",
    "E": "every|each",
    "e": "earlier",
    "A": "ago|back",
    "b": "before|prior to",
    "r": "after",
    "s": "since|ever since",
    "u": "until|till|up to|by",
    "F": "from",
    "t": "to|and|through|-|–|—",
    "w": "between",
    "j": "around|round about|circa",
    "z": "0: early|the beginning of|beginning of|the start of|start of|early in; 1: mid|middle of|the middle of;"
    " 2: late|the end of|end of|late in",
    "i": "in",
    "I": "on|at",
    "d": "anchor: during; : over|within|throughout|all through",
    "R": "21: recently|of late; 30: lately|these days|nowadays; 60: a while ago|a while back|some time ago;"
    " 10: the other day|the other night;"
    " -180: long ago|a long time ago|ages ago|back in the day",
    "h": "the",
    "p": "of",
    "C": "when|while|back when|at the time when|whilst",
    "J": "i|we|you|he|she|they|it|my|our|your|his|her|their",
    "V": "time",
    "Z": "birthday|anniversary|wedding day|name day|big day",
    "_": "how long ago|how recently|how early|how late",
}
_DE = {
    "~": "e en er es em",
    "D": "0: heute; -1: gestern; -2: vorgestern; 1: morgen; 2: übermorgen; -1 night: letzte nacht|heute nacht",
    "m": "januar|jänner|jan; februar|feber|feb; märz|mrz; april|apr; mai; juni|jun; juli|jul; august|aug;"
    " september|sept|sep; oktober|okt; november|nov; dezember|dez",
    "W": "montag; dienstag; mittwoch; donnerstag; freitag; samstag|sonnabend; sonntag",
    "v": "mo; di; mi; do; fr; sa; so",
    "M": "montags; dienstags; mittwochs; donnerstags; freitags; samstags|sonnabends; sonntags",
    "U": "minute: minute|minuten; hour: stunde|stunden; day: tag|tage|tagen; week: woche|wochen;"
    " month: monat|monate|monaten|monats; year: jahr|jahre|jahren|jahres; decade: jahrzehnt|jahrzehnten",
    "K": "wochenende",
    "k": "5 6: wochenenden; 0 1 2 3 4: werktags|wochentags|unter der woche",
    "P": "morning: morgen|vormittag|früh; noon: mittag; afternoon: nachmittag; evening: abend; night: nacht",
    "Q": "morning: morgens|vormittags; noon: mittags; afternoon: nachmittags; evening: abends; night: nachts",
    "S": "winter: winter; spring: frühling|frühjahr; summer: sommer; autumn: herbst",
    "H": "christmas: weihnachten; christmas eve: heiligabend|heilig abend; new year's eve: silvester;"
    " new year: neujahr; easter: ostern; easter day: ostersonntag; easter monday: ostermontag;"
    " good friday: karfreitag; pentecost: pfingsten; halloween: halloween",
    "a": "1: ein|ein~",
    "n": "null; eins; zwei; drei; vier; fünf; sechs; sieben; acht; neun; zehn; elf; zwölf; dreizehn; vierzehn;"
    " fünfzehn",
    "f": "2: paar|ein paar; 3: einige|einigen|wenigen; 4: mehrere|mehreren",
    "L": "letzt~|vergangen~|vorig~",
    "T": "dies~",
    "N": "nächst~|kommend~",
    "B": "vorletzt~",
    "E": "jed~",
    "A": "her|zuvor",
    "G": "before: vor",
    "b": "bevor|ehe",
    "r": "nach|nachdem",
    "s": "seit|seitdem",
    "u": "bis",
    "t": "und|-|–|—",
    "w": "zwischen",
    "j": "um|gegen",
    "z": "0: anfang|beginn; 1: mitte; 2: ende",
    "i": "im|in",
    "I": "am|an|zu",
    "d": "anchor: während; : über",
    "R": "21: neulich|kürzlich|vor kurzem|unlängst; 30: in letzter zeit; -180: vor langer zeit|früher",
    "h": "der|die|das|den|dem|des",
    "p": "von|vom",
    "C": "als",
    "J": "ich|wir|du|er|sie|es|mein~|unser~",
    "O": "1: erste|ersten",
    "V": "mal",
    "Z": "geburtstag|hochzeitstag|jahrestag|namenstag",
}
_ES = {
    "~": "o a os as",
    "D": "0: hoy; -1: ayer; -2: anteayer|antes de ayer; 1: mañana; 2: pasado mañana; -1 night: anoche;"
    " 0 night: esta noche",
    "m": "enero; febrero; marzo; abril; mayo; junio; julio; agosto; septiembre|setiembre; octubre; noviembre;"
    " diciembre",
    "W": "lunes; martes; miércoles; jueves; viernes; sábado; domingo",
    "U": "minute: minuto|minutos; hour: hora|horas; day: día|días; week: semana|semanas; month: mes|meses;"
    " year: año|años; decade: década|décadas",
    "K": "fin de semana",
    "k": "5 6: los fines de semana; 0 1 2 3 4: entre semana",
    "P": "morning: mañana; noon: mediodía; afternoon: tarde; evening: noche; night: madrugada",
    "Q": "morning: por las mañanas; afternoon: por las tardes; evening: por las noches",
    "S": "winter: invierno; spring: primavera; summer: verano; autumn: otoño",
    "H": "christmas: navidad|navidades; christmas eve: nochebuena; new year's eve: nochevieja; new year: año nuevo;"
    " easter: semana santa|pascua; halloween: halloween",
    "a": "1: un|una",
    "n": "cero; uno; dos; tres; cuatro; cinco; seis; siete; ocho; nueve; diez; once; doce; trece; catorce; quince",
    "f": "2: un par de; 3: unos|unas|unos pocos|unas pocas|algunos|algunas; 4: varios|varias",
    "L": "pasad~|últim~",
    "T": "este|esta|estos|estas",
    "N": "próxim~|que viene",
    "B": "antepasad~",
    "E": "cada|todos los|todas las",
    "A": "atrás",
    "G": "hace",
    "b": "antes de|antes de que|antes del",
    "r": "después de|después de que|después del|tras",
    "s": "desde|desde que|desde hace",
    "u": "hasta",
    "t": "y|-|–|—",
    "w": "entre",
    "j": "hacia|alrededor de",
    "z": "0: a principios de|principios de; 1: a mediados de|mediados de; 2: a finales de|finales de",
    "i": "en",
    "I": "to: a|al; : por|el día de|por la",
    "d": "anchor: durante",
    "R": "21: recientemente|hace poco; 30: últimamente; 10: el otro día; -180: hace mucho|hace mucho tiempo",
    "h": "el|la",
    "q": "los",
    "p": "de|del",
    "C": "cuando|mientras",
    "J": "yo|nosotros|mi|nuestro|nuestra",
    "O": "1: primera",
    "V": "vez",
    "Z": "cumpleaños|aniversario",
}
_FR = {
    "~": "er ère ers ères",
    "D": "0: aujourd'hui; -1: hier; -2: avant-hier; 1: demain; 2: après-demain; 0 evening: ce soir;"
    " -1 night: cette nuit|la nuit dernière",
    "m": "janvier|janv; février|févr; mars; avril|avr; mai; juin; juillet|juil; août; septembre; octobre; novembre;"
    " décembre",
    "W": "lundi; mardi; mercredi; jeudi; vendredi; samedi; dimanche",
    "U": "minute: minute|minutes; hour: heure|heures; day: jour|jours; week: semaine|semaines; month: mois;"
    " year: an|ans|année|années; decade: décennie|décennies",
    "K": "week-end",
    "k": "5 6: les week-ends; 0 1 2 3 4: en semaine",
    "P": "morning: matin|matinée; noon: midi; afternoon: après-midi; evening: soir|soirée; night: nuit",
    "S": "winter: hiver; spring: printemps; summer: été; autumn: automne",
    "H": "christmas: noël; christmas eve: réveillon de noël; new year's eve: saint-sylvestre;"
    " new year: nouvel an|jour de l'an; easter: pâques; easter monday: lundi de pâques; pentecost: pentecôte;"
    " halloween: halloween",
    "a": "1: un|une",
    "n": "zéro; un; deux; trois; quatre; cinq; six; sept; huit; neuf; dix; onze; douze; treize; quatorze; quinze",
    "f": "3: quelques; 4: plusieurs",
    "L": "derni~|passé|passée",
    "T": "ce|cet|cette|ces",
    "N": "prochain|prochaine",
    "B": "avant-derni~",
    "E": "chaque|tous les|toutes les",
    "G": "il y a",
    "b": "avant|avant de|avant que",
    "r": "après|après que",
    "s": "depuis|depuis que",
    "u": "jusqu'à|jusqu'en|jusqu'au",
    "t": "et|-|–|—",
    "w": "entre",
    "j": "vers|autour de",
    "z": "0: début; 1: mi|milieu; 2: fin",
    "i": "en",
    "I": "to: à|au; : dans",
    "d": "anchor: pendant|durant|lors de; : au cours de",
    "R": "21: récemment; 30: dernièrement|ces derniers temps; 10: l'autre jour; -180: il y a longtemps",
    "h": "la|l",
    "q": "le|les",
    "p": "de|du|d",
    "C": "quand|lorsque|lorsqu",
    "J": "je|j|nous|on|mon|ma|mes|notre",
    "O": "1: première",
    "V": "fois",
    "Z": "anniversaire",
}
_IT = {
    "~": "o a i e",
    "D": "0: oggi; -1: ieri; -2: l'altro ieri|altro ieri|avantieri; 1: domani; 2: dopodomani; 0 morning: stamattina|"
    "stamani; 0 evening: stasera; 0 night: stanotte",
    "m": "gennaio; febbraio; marzo; aprile; maggio; giugno; luglio; agosto; settembre; ottobre; novembre; dicembre",
    "W": "lunedì; martedì; mercoledì; giovedì; venerdì; sabato; domenica",
    "U": "minute: minuto|minuti; hour: ora|ore; day: giorno|giorni; week: settimana|settimane; month: mese|mesi;"
    " year: anno|anni; decade: decennio|decenni",
    "K": "fine settimana|weekend",
    "P": "morning: mattina|mattino; noon: mezzogiorno; afternoon: pomeriggio; evening: sera; night: notte",
    "S": "winter: inverno; spring: primavera; summer: estate; autumn: autunno",
    "H": "christmas: natale; christmas eve: vigilia di natale; new year's eve: san silvestro; new year: capodanno;"
    " easter: pasqua; easter monday: pasquetta; halloween: halloween",
    "a": "1: un|una|uno",
    "n": "zero; uno; due; tre; quattro; cinque; sei; sette; otto; nove; dieci; undici; dodici; tredici; quattordici;"
    " quindici",
    "f": "2: un paio di; 3: qualche|alcuni|alcune",
    "L": "scors~|ultim~|passat~",
    "T": "questo|questa|quest",
    "N": "prossim~",
    "B": "penultim~",
    "E": "ogni|tutti i|tutte le",
    "A": "fa",
    "b": "prima di|prima che|prima del|prima della",
    "r": "dopo|dopo che",
    "s": "da|dal|da quando|dalla",
    "u": "fino a|fino al",
    "t": "e|-|–|—",
    "w": "tra|fra",
    "j": "verso|intorno a|circa",
    "z": "0: inizio|all'inizio di; 1: metà|a metà; 2: fine|alla fine di",
    "i": "to: a; : in|nel|nell",
    "I": "to: al|alla",
    "d": "anchor: durante",
    "R": "21: recentemente|di recente|poco fa; 30: ultimamente; 10: l'altro giorno; -180: tanto tempo fa",
    "h": "la|l|lo",
    "q": "il",
    "p": "di|del|della|dell",
    "C": "quando|mentre",
    "J": "io|noi|mio|mia|nostro",
    "O": "1: prima",
    "V": "volta",
    "Z": "compleanno|anniversario",
}
_PT = {
    "~": "o a os as",
    "D": "0: hoje; -1: ontem; -2: anteontem; 1: amanhã; 2: depois de amanhã; 0 night: esta noite",
    "m": "janeiro; fevereiro; março; abril; maio; junho; julho; agosto; setembro; outubro; novembro; dezembro",
    "W": "segunda-feira; terça-feira; quarta-feira; quinta-feira; sexta-feira; sábado; domingo",
    "M": "segundas-feiras; terças-feiras; quartas-feiras; quintas-feiras; sextas-feiras; sábados; domingos",
    "U": "minute: minuto|minutos; hour: hora|horas; day: dia|dias; week: semana|semanas; month: mês|meses;"
    " year: ano|anos; decade: década|décadas",
    "K": "fim de semana|final de semana",
    "k": "5 6: fins de semana; 0 1 2 3 4: durante a semana",
    "P": "morning: manhã; noon: meio-dia; afternoon: tarde; evening: noite; night: madrugada",
    "S": "winter: inverno; spring: primavera; summer: verão; autumn: outono",
    "H": "christmas: natal; christmas eve: véspera de natal; new year's eve: réveillon|véspera de ano novo;"
    " new year: ano novo; easter: páscoa; halloween: halloween",
    "a": "1: um|uma",
    "n": "zero; um; dois|duas; três; quatro; cinco; seis; sete; oito; nove; dez; onze; doze; treze; catorze; quinze",
    "f": "2: um par de; 3: alguns|algumas|uns|umas; 4: vários|várias",
    "L": "passad~|últim~",
    "T": "este|esta|estes|estas",
    "N": "próxim~|que vem",
    "B": "retrasad~",
    "E": "cada|todos os|todas as|toda",
    "A": "atrás",
    "G": "há|faz",
    "b": "antes de|antes da|antes do|antes que",
    "r": "depois de|depois da|depois do|depois que|após",
    "s": "desde|desde que",
    "u": "até",
    "t": "e|-|–|—",
    "w": "entre",
    "j": "por volta de|perto de",
    "z": "0: no início de|início de; 1: em meados de|meados de; 2: no fim de|fim de|no final de|final de",
    "i": "em|no|na",
    "I": "to: a|à|ao; : aos|às",
    "d": "anchor: durante",
    "R": "21: recentemente|há pouco; 30: ultimamente; 10: outro dia; -180: há muito tempo",
    "h": "o",
    "p": "de|do|da",
    "C": "quando|enquanto",
    "J": "eu|nós|a gente|meu|minha|nosso|nossa",
    "O": "1: primeira",
    "V": "vez",
    "Z": "aniversário",
}
_NL = {
    "~": "e",
    "D": "0: vandaag; -1: gisteren|gister; -2: eergisteren; 1: morgen; 2: overmorgen; 0 morning: vanmorgen|vanochtend;"
    " 0 afternoon: vanmiddag; 0 evening: vanavond; -1 night: vannacht|afgelopen nacht",
    "m": "januari|jan; februari|feb; maart|mrt; april|apr; mei; juni|jun; juli|jul; augustus|aug; september|sep;"
    " oktober|okt; november|nov; december|dec",
    "W": "maandag; dinsdag; woensdag; donderdag; vrijdag; zaterdag; zondag",
    "M": "maandags; dinsdags; woensdags; donderdags; vrijdags; zaterdags; zondags",
    "U": "minute: minuut|minuten; hour: uur|uren; day: dag|dagen; week: week|weken; month: maand|maanden;"
    " year: jaar|jaren; decade: decennium",
    "K": "weekend|weekeinde",
    "k": "5 6: weekenden|weekends; 0 1 2 3 4: doordeweeks",
    "P": "morning: ochtend|morgen; noon: middaguur; afternoon: middag; evening: avond; night: nacht",
    "Q": "morning: 's ochtends|'s morgens; afternoon: 's middags; evening: 's avonds; night: 's nachts",
    "S": "winter: winter; spring: lente|voorjaar; summer: zomer; autumn: herfst|najaar",
    "H": "christmas: kerst|kerstmis; christmas eve: kerstavond; new year's eve: oudejaarsavond;"
    " new year: nieuwjaar; easter: pasen; good friday: goede vrijdag; pentecost: pinksteren; halloween: halloween",
    "a": "1: een",
    "n": "nul; één; twee; drie; vier; vijf; zes; zeven; acht; negen; tien; elf; twaalf; dertien; veertien; vijftien",
    "f": "2: een paar|paar; 3: enkele|een aantal; 4: verscheidene",
    "L": "vorig~|laatst~|afgelopen",
    "T": "deze|dit",
    "N": "volgend~|komend~|aanstaande",
    "B": "voorlaatst~|eervorig~",
    "E": "elke|elk|iedere|ieder",
    "A": "geleden|terug",
    "b": "voor|voordat",
    "r": "na|nadat",
    "s": "sinds|sindsdien",
    "u": "tot",
    "t": "en|-|–|—",
    "w": "tussen",
    "j": "rond|omstreeks",
    "z": "0: begin; 1: midden|half|medio; 2: eind",
    "i": "in",
    "I": "op|met|om",
    "d": "anchor: tijdens|gedurende",
    "R": "21: onlangs|kortgeleden; 30: de laatste tijd; 10: laatst; -180: lang geleden",
    "h": "de|het",
    "p": "van|vanaf",
    "C": "toen|terwijl",
    "J": "ik|we|wij|jij|je|hij|zij|ze|mijn|ons|onze",
    "O": "1: eerste",
    "V": "keer",
    "Z": "verjaardag|trouwdag",
}
WORDS = MappingProxyType({"en": _EN, "de": _DE, "es": _ES, "fr": _FR, "it": _IT, "pt": _PT, "nl": _NL})
