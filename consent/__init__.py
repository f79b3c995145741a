"""The person, what they agreed to, how they may be contacted, registrations of interest, and messages to people."""
