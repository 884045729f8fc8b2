"""Who gets in: passwords, sessions, one-time links."""
