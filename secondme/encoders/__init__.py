"""Text to vectors: the static table, which is instant, and the neural encoder, which follows behind."""
