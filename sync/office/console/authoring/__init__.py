"""Pages of authors: what is published, drafts with what their check says, the second person."""
