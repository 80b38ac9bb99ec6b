import os
import threading

from portal.cli.lifeline import Lifeline, on_end_of


def test_a_child_is_told_when_its_parent_is_gone_and_not_before():
    lifeline, told = Lifeline(), threading.Event()
    on_end_of(os.dup(lifeline.fd), told.set)

    assert not told.wait(0.1)
    lifeline.close()
    assert told.wait(5)
