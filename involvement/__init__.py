"""What is done together: activities and their promises, sessions, partners, what people said, and telling them."""
