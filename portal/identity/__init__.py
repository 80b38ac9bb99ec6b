"""Who somebody is: staff members, their passwords and sessions, and the ways in."""
