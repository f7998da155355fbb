"""The model: its process and pipe, the one binding to llama.cpp, a conversation's cache, and what models there are."""
