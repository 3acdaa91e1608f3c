"""What the office's commands take: where the data lies, the line to the reception, times."""
