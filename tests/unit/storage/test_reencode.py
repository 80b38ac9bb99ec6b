"""What a picture may do to the process that looks into it: end that one, in time."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KEEPER = """
import os, signal, sys, time
from portal.storage import reencode
from portal.storage.frames import Answer, Outcome, Question

def hang():
    while True:
        time.sleep(1)

def spin():
    while True:
        pass

def swell():
    return Answer(Outcome.MADE, bytes(2_000_000_000))

def write():
    with open(sys.argv[2], "wb") as file:
        file.write(b"x")

def crash():
    os.kill(os.getpid(), signal.SIGSEGV)

reencode.SECONDS = 0.3
reencode._LIMITS[reencode.resource.RLIMIT_CPU] = 1
if sys.argv[1] == "spin":
    reencode.SECONDS = 30
reencode.anew = lambda question: globals()[sys.argv[1]]()
print(reencode.in_a_copy(Question("PNG", 100, b"")).outcome.name)
reencode.anew = lambda question: Answer(Outcome.MADE, question.content)
print(reencode.in_a_copy(Question("PNG", 100, b"next")).content.decode())
"""


@pytest.mark.parametrize("does", ["hang", "spin", "swell", "write", "crash"])
def test_what_takes_too_much_ends_alone(does, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KEEPER, does, tmp_path / "written"],
        cwd=ROOT,
        capture_output=True,
        timeout=20,
        check=False,
    )

    assert done.stdout.decode().split() == ["DAMAGED", "next"], done.stderr
    assert not (tmp_path / "written").exists() or (tmp_path / "written").stat().st_size == 0
