"""What is seen of a picture when it is read. Imports little: worker processes start with it."""
