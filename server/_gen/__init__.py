"""Made from ``proto`` by ``python -m server.generate``; never edited by hand."""
