"""What authors of definitions work with: begin, check, try, compare, Excel, share, publish."""
