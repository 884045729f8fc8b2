"""What goes to and comes from the bank: statements, direct debits, and which bank an account is at."""
