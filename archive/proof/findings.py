"""What a check of the archive finds wrong, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, what, what that means for whoever uses the archive, what to do about it."""

    where: str  # a file, a byte of it, a row
    what: str
    meaning: str
    remedy: str
    can_be_made_again: bool = False  # `verify --repair` mends it
    concerns_readers: bool = True  # the archive is not published while it is so

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.meaning}; {self.remedy}."
