"""What follows from an answer by law or calendar: ages, birthdays, deadlines, windows."""
