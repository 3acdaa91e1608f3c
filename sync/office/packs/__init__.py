"""Content packs: what goes in, the keys that sign it, the folder that is served."""
