"""The disk: which files are to be read, reading them, and noticing that they change."""
