"""`python -m secondme` is the command `secondme`."""

from secondme.cli import main

if __name__ == "__main__":
    main()
