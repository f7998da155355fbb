"""How words for time are put together: patterns over the roles of the words, the same for every language.

Pure. The patterns are tried in their order, so the longer ones stand first. What fits one becomes X, a stretch, or Y,
a habit; what names a day that there is not becomes "_".
"""

from __future__ import annotations

import re

from secondme.memory import time_rules as rules
from secondme.memory.time_rules import Reading, Rule
from secondme.memory.time_words import Habit, Token

_LED = r"(?<=[idsbruwFjzGe])"
_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        ("R", rules.vaguely),
        (r"UB|BU", rules.unit_of),
        (r"KB|BK", rules.weekend),
        (r"WB|BW", rules.weekday),
        (r"SB|BS", rules.season_of),
        (r"mB|Bm", rules.month_of),
        (r"[OLl][UK][pi]h?m(?:,?p?y)?|[hi]*O[UK]m(?:,?y)?", rules.week_of),
        (r"l[nafL]*U|[idsI]?h?(?:L[nf]U|[nf]LU|[nf]UL)", rules.rolling),
        (r"[naf]?[UK]A|G[naf][UK]", rules.ago),
        (r"[naf][WM]A", rules.weekdays_ago),
        (r"s[naf]U", rules.rolling),
        (r"[LTN]U|UN|UL(?![UWmSKn])|UT(?![UWmSKn])", rules.unit_of),
        (r"[EIi]?[hq]?k", rules.habit),
        (r"EK(?:[iI]?[hq]?P)?", rules.habit),
        (r"[LTN]K|K[LN]", rules.weekend),
        (r"[iIdkh]*K", rules.usual_weekend),
        (r"[iIdkhq]*[hqiI]K", rules.weekend),
        (r"D", rules.day_of),
        (r"[Fs]?[hIq]*[no][tu]h?[no]p?h?m(?:,?p?y)?", rules.dates_of),
        (r"m\.?h?[no]t[no](?!U)(?:,?y)?", rules.dates_of),
        (r"(?:W,?[hIq]?|v[.,]?)?(?:[no]|O)p?h?m(?:\.?,?p?h?y)?", rules.date_of),
        (r"(?:W,?|v[.,]?)?m\.?h?[no](?!U)(?:,?y)?", rules.date_of),
        (r"x", rules.figures),
        (r"(?<=[iIsbruwF])c|(?<=[iI]h)c|(?<=X[tu])c", rules.figures),
        (r"Uph?m(?:,?p?h?y)?", rules.named_month),
        (r"m,?p?h?y", rules.month_of),
        (r"[LTN]m|m[LN]", rules.month_of),
        (r"[LTN]S|S[LN]", rules.season_of),
        (r"[LTN]H|H[LN]", rules.feast_of),
        (r"S,?p?h?y", rules.season_of),
        (r"H,?p?y", rules.feast_of),
        (rf"{_LED}m|(?<=zp)m|(?<=X[tu])m|(?<=XI)m|(?<=Xi)m", rules.month_of),
        (rf"{_LED}S|(?<=[idsbruwFj][hq])S|(?<=zph)S", rules.season_of),
        (r"(?<=[iIdsbruwFjkGp])H|(?<=[iIdsbruwFjkG][hq])H", rules.feast_of),
        (r"H", rules.feast_day),
        (r"y", rules.year_of),
        (r"I[hq]o(?=[.,JtuX]|$)", rules.ordinal),
        (r"[iI]*[hq]*M(?:[iI]*[hq]?[PQ])?", rules.habit),
        (r"[EIi]*[hq]*WQ|EW(?:[iI]*[hq]?P)?|qW(?![LNmno,])(?:[iI]*[hq]?P)?", rules.habit),
        (r"[Wv]p?h?X|W,?[iI]?h?X", rules.within),
        (r"X,?[Ii]?h?W", rules.within),
        (r"[LTN][Wv]|W[LN]|[hq]WL", rules.weekday),
        (r"W|(?<=I)v", rules.weekday),
        (r"X[iIhqkp]*P|P[iIhqkp]*X|Y[iIhqp]*[PQ]", rules.hours),
        (r"[TL]P", rules.hours),
        (r"E[PQ]|[iI]?[hq]?Q|[iI][hq]?P", rules.habit),
        (r"[iI]?[hq]*z[ph]*X|[iI]?[hq]*z[ph]*U", rules.third),
        (r"j[hqI]*X", rules.around),
        (r"w[hqiI]*X[tu][hqiI]*X|[Fsp][hqiI]*X[tuiI][hqiI]*X", rules.range_of),
        (r"[nafh]*U[bGr][hqiI]*X|[bGr][hqiI]*X", rules.beside),
        (r"[su][hqiI]*X", rules.beside),
        (r"eX", rules.so_far),
        (r"[iIdkF][hq]?X|[hq]X", rules.led),
    )
)


_TIMELY = frozenset("DmWvMUKkPQSHoycxR")
"""The roles without one of which no rule applies."""


def read(tokens: list[Token], reading: Reading) -> list[Token]:
    """The tokens after the rules: what speaks of time has become X or Y, the rest stands as it was."""
    row = list(tokens)
    if not any(token.role in _TIMELY for token in row):
        return row
    roles = "".join(token.role for token in row)
    for pattern, rule in _RULES:
        at = 0
        while match := pattern.search(roles, at):
            begin, end = match.span()
            wrong = len(reading.wrong)
            try:
                found = rule(row[begin:end], reading)
            except (OverflowError, ValueError):  # further away than dates go
                found = None
            at = begin + 1
            if found is None and len(reading.wrong) == wrong:
                continue
            became = "_" if found is None else "Y" if isinstance(found, Habit) else "X"
            row[begin:end] = [Token(became, found or "", row[begin].start, row[end - 1].end)]
            roles = roles[:begin] + became + roles[end:]
    return row
