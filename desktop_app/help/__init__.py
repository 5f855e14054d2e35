"""The guide, the keyboard map, the log page and what is told about the program."""
