"""What the registry knows of a domain, and what customers ask for it."""
