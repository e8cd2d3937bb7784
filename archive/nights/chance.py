"""Whether a share of a few articles can be chance."""

from math import comb

from archive.nights.health_limits import LEAST_CHANGE


def tail(hits: int, trials: int, share: float) -> float:
    """How likely `hits` or more of `trials` are, where each is a hit with probability `share`."""
    return sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(hits, trials + 1))


def is_change(hits: int, trials: int, usual_hits: int, usual_trials: int, least_likely: float) -> bool:
    """Whether there are more hits than the usual ones explain, by chance and by measure."""
    if not hits:
        return False
    usual = (usual_hits + 1) / (usual_trials + 2)  # Laplace: what was never seen may still happen
    return hits / trials >= usual + LEAST_CHANGE and tail(hits, trials, usual) < least_likely
