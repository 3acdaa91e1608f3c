"""How Demado is built, run, tested and deployed."""
