"""Writes an application in the words of GIF, 政府相互運用性フレームワーク: A票 and B票."""
