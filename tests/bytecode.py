"""What is compiled is kept, where the environment forbids it.

With `PYTHONDONTWRITEBYTECODE`, as in most containers, each worker and each portal that a test
starts would compile the same modules anew, which takes longer than most tests.
"""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
