"""How a night ends, for scripts. Scrapy itself ends with 2 where a command is used wrongly."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Of `scrapy nightly`; the first that applies, from below."""

    ALL_WELL = 0
    SOME_RED = 1  # published, but some sources are broken, blocked, down or moved
    MISCONFIGURED = 2  # nothing was begun: an option, a setting, a folder or a recording is wrong
    NOTHING_PUBLISHED = 3  # readers keep what they had: the archive does not verify, or could not be written
    LOCKED = 4  # another night runs on this data folder
    STOPPED = 5  # by SIGTERM or SIGINT; run again, it completes the same night


MEANINGS = "0 all well, 1 some sources red, 2 misconfigured, 3 nothing published, 4 another night runs, 5 stopped"
