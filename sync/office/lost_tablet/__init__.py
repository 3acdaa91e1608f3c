"""The facts of a lost tablet from the records, and the draft of a first report."""
