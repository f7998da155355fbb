"""The rules: for every verb what a clause with it states. A rule takes a clause and yields what it found."""
