"""What the records say of a lost tablet, and the draft of a first report."""
