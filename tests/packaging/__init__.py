"""Installing, starting and shipping it."""
