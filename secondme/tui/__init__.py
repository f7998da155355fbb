"""The face: the terminal app. It speaks to the service's client alone, and draws what the service says happened."""
