"""What came of an event, on paper: figures the programme knows, and what the coordinator makes of them."""
