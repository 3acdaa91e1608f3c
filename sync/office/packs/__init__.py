"""Content packs: checking the content, the keys that sign it, the folder that is served."""
