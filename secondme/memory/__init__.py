"""What a memory is: frozen values and pure functions over them; the standard library and numpy only."""
