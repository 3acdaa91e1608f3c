"""Opens the one file that holds everything of a tablet: tables, room on the disk, sealing."""
