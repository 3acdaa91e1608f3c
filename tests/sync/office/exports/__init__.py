"""What was decided goes to the city's other systems."""
