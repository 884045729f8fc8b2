"""What customers have ordered."""
