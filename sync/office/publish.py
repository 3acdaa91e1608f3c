"""``python -m sync.office.publish``: another name of ``python -m sync.office publish``."""

from sync.office.packs.publish import main

if __name__ == "__main__":
    main()
