"""Builds the tables that ship with the program from the packages of the extra ``[data]``."""
