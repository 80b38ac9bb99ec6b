"""What may be counted of people, what the counts say, and how they are drawn."""
