"""Benchmarks: what is installed here, measured beside something run in the same breath."""
