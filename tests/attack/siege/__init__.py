"""One hostile approved tablet against a running office, beside an honest tablet and two clerks."""
