"""A private memory assistant that lives in the terminal and on this machine."""

__version__ = "0.1.0"
