"""The city's content packs on this tablet: download, files, the one in use."""
