"""Weights that are read while they are used."""
