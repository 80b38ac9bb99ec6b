"""What the desk's pages say, and how their forms become texts."""
