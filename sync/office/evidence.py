"""``python -m sync.office.evidence``: check the office's own log, or a tablet's."""

from sync.office.audit.evidence import main

if __name__ == "__main__":
    main()
