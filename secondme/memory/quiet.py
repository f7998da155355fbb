"""Words that hardly tell memories apart."""

from __future__ import annotations

_ENGLISH = """
    a about am an and any are as at be been being but by can could d did do does doing done for from had has have
    having he her hers him his how i if in into is it its just ll m me might my of on or our out over re s she
    should so some t than that the their them then there these they this those to too up us ve was we were what when
    where which who whom whose why will with would you your yours tell say said know remember called call name named
    please
"""

STOP = frozenset(_ENGLISH.split())
"""English words that hardly tell memories apart."""
