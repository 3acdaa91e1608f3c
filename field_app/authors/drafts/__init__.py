"""One procedure as its author has it, read from the files of a content folder and written there."""
