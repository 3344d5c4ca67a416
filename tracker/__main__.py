"""`python -m tracker` is `newsimpact`."""

from tracker.cli import main

if __name__ == "__main__":
    main()
