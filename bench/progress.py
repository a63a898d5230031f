"""Progress: what is being measured now, on one line that is written over, or line by line where nobody watches."""

import sys
import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """Says what goes on."""

    started: float = field(default_factory=time.monotonic)
    _width: int = 0

    def say(self, what: str) -> None:
        """This is being done."""
        minutes, seconds = divmod(int(time.monotonic() - self.started), 60)
        line = f"{minutes:2}:{seconds:02} {what}"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{line.ljust(self._width)}")
            self._width = len(line)
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def done(self) -> None:
        """The line is free for something else."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
