"""Makes a picture of a paper fit to be kept, in a child process with limits."""
