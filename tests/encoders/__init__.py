"""The tests of the encoders."""
