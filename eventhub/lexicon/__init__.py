"""The words the matcher takes for one, leaves out, or reads whole."""
