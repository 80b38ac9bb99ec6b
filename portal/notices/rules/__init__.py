"""What a notice must hold, whom it concerns, where it stands in time, and what looks like one."""
