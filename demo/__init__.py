"""The demo: an episode made by code, its title and its glossary. Nothing in it is taken from anywhere."""
