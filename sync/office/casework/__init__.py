"""What clerks do with an application beside deciding it: notes to each other."""
