"""A model larger than the memory that it may use: what of it stays, and reading the rest ahead of the computation."""
