"""What an attacker may try, row by row of the design's table, against the real parts."""
