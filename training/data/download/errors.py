"""Why a download failed."""

from __future__ import annotations

from typing import Literal

from training.errors import LesionLabError

Kind = Literal["unreachable", "broken", "busy", "refused", "wrong", "disk"]
"""What can go wrong.

`unreachable`: there is no connection. `broken`: it broke off. `busy`: the server cannot answer now.
`refused`: the server does not give the file. `wrong`: it gives something else. `disk`: the file
cannot be kept.
"""


class DownloadError(LesionLabError):
    """A file could not be downloaded.

    Attributes:
        kind: What went wrong.
        reason: The same in a few words, without the name of the file.
    """

    def __init__(self, message: str, *, kind: Kind, reason: str = "", mend: str = "") -> None:
        super().__init__(message, mend=mend)
        self.kind = kind
        self.reason = reason
