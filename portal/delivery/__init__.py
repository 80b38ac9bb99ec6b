"""The outbox: what must reach somebody is kept with its cause and sent until it has arrived."""
