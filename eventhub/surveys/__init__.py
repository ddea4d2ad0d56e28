"""What people thought of an event, without asking who said what, and with whom they want to go on."""
