"""``python -m sync.office.lost_tablet``: another name of ``python -m sync.office lost-tablet``."""

from sync.office.lost_tablet.command import main

if __name__ == "__main__":
    main()
