"""Models that were not trained here: looked at before they are loaded, made into run folders."""
