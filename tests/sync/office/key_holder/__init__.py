"""The key holder: a process apart that opens seals."""
