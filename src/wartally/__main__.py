"""`python -m wartally` is the command `wartally`."""

from wartally.cli import main

if __name__ == "__main__":
    main()
