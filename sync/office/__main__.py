"""``python -m sync.office``: make an office, enrol tablets, add clerks, and run it."""

from sync.office.commands.office import main

if __name__ == "__main__":
    main()
