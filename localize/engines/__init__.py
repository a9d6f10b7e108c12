"""Engines behind the Protocols; heavy imports stay inside."""
