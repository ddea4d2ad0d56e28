"""How fast EventHub is, beside something known."""
