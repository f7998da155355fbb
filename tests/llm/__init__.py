"""The model, with the real starter wherever one is needed."""
