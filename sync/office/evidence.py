"""``python -m sync.office.evidence``: another name of ``python -m sync.office log``."""

from sync.office.audit.verify import main

if __name__ == "__main__":
    main()
