"""What makes installable programs of the tree: contents, licences, icons, packages by system."""
