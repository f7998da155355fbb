"""Frames: what is told in passing, in front of a sentence, between its commas or within a question."""
