"""`python -m yousaid` is `yousaid`."""

from .cli import main

if __name__ == "__main__":
    main()
