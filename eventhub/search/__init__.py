"""Search across problems, organisations and events, read as the matcher reads them."""
