"""What every command of the tool works with: its row, its desk, its words, files and questions."""
