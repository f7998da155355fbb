"""The one owner of the data folder, and the client through which every face speaks to it."""
