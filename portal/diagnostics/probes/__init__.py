"""The checks that go out into the network, all with a deadline, none of which raises."""
