"""An allowance that fills up again: so much at once, and so much a second after that."""

import time
from dataclasses import dataclass, field


@dataclass
class Bucket:
    """Holds `room` at most, starts full, and gains `per_second`."""

    room: float
    per_second: float
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._at = self.room, time.monotonic()

    @property
    def is_full(self) -> bool:
        """Whether nothing was taken lately."""
        self._fill()
        return self._left >= self.room

    def take(self) -> bool:
        """Take one, if there is one."""
        self._fill()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def _fill(self) -> None:
        at = time.monotonic()
        self._left = min(self.room, self._left + (at - self._at) * self.per_second)
        self._at = at
