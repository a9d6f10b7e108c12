"""Streams played in a browser."""
