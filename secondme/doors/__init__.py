"""Ways in for other programs: each is a client of the service, like every face."""
