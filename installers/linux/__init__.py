"""What Linux needs: smaller libraries, a package for Debian and Ubuntu, a portable archive."""
