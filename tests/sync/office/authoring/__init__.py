"""Drafts of definitions in the office: checked in a process of their own, approved by two."""
