"""``python -m sync.office.lost_tablet``: the facts of a lost tablet and a draft first report."""

from sync.office.lost_tablet.report import main

if __name__ == "__main__":
    main()
