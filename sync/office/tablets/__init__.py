"""The office's register of tablets, and the check of their day sheets."""
