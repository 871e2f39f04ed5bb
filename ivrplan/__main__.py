"""`python -m ivrplan`."""

from ivrplan.cli.main import main

if __name__ == "__main__":
    main()
