"""Drafts of definitions: kept, checked by the authors' command, approved by a second person."""
