"""What support's lists show, and what is looked at before a reply leaves."""
