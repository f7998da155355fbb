"""How dots stand in a letter of braille (The Unicode Standard, Braille Patterns). Pure."""

from __future__ import annotations

ACROSS, DOWN = 2, 4
"""Dots of a letter."""
BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The part of a letter that each dot is, by its row and column."""
BLANK = 0x2800
"""The letter without a dot."""
