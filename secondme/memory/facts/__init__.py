"""What the person says of their life, as single statements, drawn from their words by rules.

Pure. English only. In doubt nothing is drawn.
"""
