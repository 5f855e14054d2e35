"""What macOS needs: what the bundle says of itself."""
