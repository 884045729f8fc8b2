"""What is made for those who run the portal: the one executable and the list of what is in it."""
