"""Who the customer is, and who may speak for it."""
