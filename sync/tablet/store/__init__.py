"""The one file that holds everything of a tablet: connection, tables, room on the disk, sealing."""
