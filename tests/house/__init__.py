"""Measures the structure of the tree: sizes, folders, imports, types, docstrings, dead names.

``python -m tests.house`` prints the table; ``tests/test_house.py`` holds the goals.
``spans.py`` and ``mentions.py`` look up what the documents name, for ``tests/test_documents.py``.
"""
