"""The outbox: a letter is a row before it is sent."""
