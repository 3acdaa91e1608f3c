"""``python -m sync.office.publish``: sign a city's content packs for its tablets."""

from sync.office.packs.publish import main

if __name__ == "__main__":
    main()
