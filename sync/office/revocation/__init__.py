"""Finds out whether a certificate was revoked, from lists of the authority and from its responder.

The office asks configured addresses alone; what they send is parsed in child processes.
"""
