"""What is remembered: sessions, what came in, what is owed. All SQL lives here, and none of what is said or why."""
