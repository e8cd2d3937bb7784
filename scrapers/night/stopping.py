"""SIGTERM and SIGINT are asked for between two steps, never obeyed in the middle of one."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class NightStoppedError(Exception):
    """Somebody wants the night to end here; run again, it goes on."""


class Stop:
    """Whether somebody wants the night to end."""

    def __init__(self) -> None:
        self.asked = False

    def is_asked(self) -> bool:
        """True from the first signal on."""
        return self.asked

    def check(self) -> None:
        """Raises NightStoppedError once it is asked for."""
        if self.asked:
            raise NightStoppedError

    def ask(self, number: int, frame: FrameType | None) -> None:
        """As a signal handler."""
        self.asked = True


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Signals are heard as long as this lasts."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
