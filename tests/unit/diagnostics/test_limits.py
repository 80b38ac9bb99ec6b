from portal.diagnostics.probes.limits import HourlyLimits


class Hands:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_ten_runs_pass_in_an_hour_and_the_eleventh_does_not():
    limits = HourlyLimits(10, Hands())
    assert [limits.take(["visitor"]) for _ in range(11)] == [True] * 10 + [False]


def test_after_an_hour_there_is_room_again():
    hands = Hands()
    limits = HourlyLimits(1, hands)
    assert limits.take(["domain"])
    hands.at += 3599
    assert not limits.take(["domain"])
    hands.at += 1
    assert limits.take(["domain"])


def test_a_run_refused_for_one_key_is_not_counted_for_the_others():
    limits = HourlyLimits(1, Hands())
    limits.take(["domain"])
    assert not limits.take(["visitor", "domain"])
    assert limits.take(["visitor"])


def test_a_key_named_twice_counts_once():
    limits = HourlyLimits(2, Hands())
    assert limits.take(["a", "a"])
    assert limits.take(["a"])
