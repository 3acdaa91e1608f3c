"""The commands of the tool, one module each, with everything that belongs to the command."""
