"""What happened on this tablet: a signed chain, its delivery, and the sheet of a day."""
