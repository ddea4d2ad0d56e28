"""What comes near a text: problems like a problem, events that fit one, problems a capability could answer."""
