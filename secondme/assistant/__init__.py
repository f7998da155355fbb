"""What the assistant does: flows over ports, each a generator of events."""
