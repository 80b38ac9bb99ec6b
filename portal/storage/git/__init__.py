"""The articles' git repository, through a library: no program is called, no text is a command.

`repository` has the thing itself; the library that it needs is loaded where git is used.
"""

from portal.storage.git.hindrances import Hindered, Hindrance
from portal.storage.git.values import Change, Place, Remote, Signature

__all__ = ["Change", "Hindered", "Hindrance", "Place", "Remote", "Signature"]
