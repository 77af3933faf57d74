"""Times that fit together: one talk for each child and teacher, with as little waiting as can be.

Pure, and of its own size beside ``rules``: it is the heart of booking for siblings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise, permutations

from services.invitations.conferences.rules import Span

# Every order of five talks is tried; of more, the nearest next one is taken.
MOST_ORDERED = 5
APART = timedelta(minutes=30)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Option:
    """A free time of a host for one need (a child and a host), by the slot's id."""

    need: str
    host_id: str
    slot_id: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One time for every need, in their order; ``waiting`` is what lies between the talks."""

    options: tuple[Option, ...]
    waiting: timedelta

    @property
    def in_a_row(self) -> bool:
        """Whether nobody waits longer than it takes to walk over."""
        return self.waiting <= timedelta(minutes=10) * (len(self.options) - 1)


def plans(
    options: Mapping[str, Sequence[Option]], *, walking: timedelta, most: int = 3
) -> list[Plan]:
    """The best plans with a time for each need, on one day each: least waiting, then the earliest.

    ``options`` are the times by need; a need that is booked already has exactly that one. Between
    two hosts there is time to walk. Empty when no day has room for all.
    """
    if not options or not all(options.values()):
        return []
    ordered = {need: sorted(of, key=lambda one: one.span) for need, of in options.items()}
    found: dict[tuple[str, ...], Plan] = {}
    for chain in _chains(ordered, walking):
        plan = Plan(options=tuple(chain), waiting=_waiting(chain))
        found.setdefault(tuple(sorted(one.slot_id for one in chain)), plan)
    ranked = sorted(found.values(), key=lambda one: (one.waiting, one.options[0].span))
    return _spread(ranked, most)


def _chains(options: Mapping[str, list[Option]], walking: timedelta) -> Iterator[list[Option]]:
    for first in (one for of in options.values() for one in of):
        others = [need for need in options if need != first.need]
        if len(options) <= MOST_ORDERED:
            orders: Iterator[tuple[str, ...]] = permutations(others)
            chains = (_along(first, order, options, walking) for order in orders)
            yield from (one for one in chains if one)
        else:
            nearest = _nearest(first, others, options, walking)
            if nearest:
                yield nearest


def _along(
    first: Option,
    order: Sequence[str],
    options: Mapping[str, list[Option]],
    walking: timedelta,
) -> list[Option]:
    """The talks in this order, each as early as it can be; empty when one has no time."""
    chain = [first]
    for need in order:
        after = _earliest(chain[-1], options[need], walking)
        if after is None:
            return []
        chain.append(after)
    return chain


def _nearest(
    first: Option,
    others: Sequence[str],
    options: Mapping[str, list[Option]],
    walking: timedelta,
) -> list[Option]:
    chain, left = [first], list(others)
    while left:
        nexts = [_earliest(chain[-1], options[need], walking) for need in left]
        possible = [one for one in nexts if one is not None]
        if not possible:
            return []
        chosen = min(possible, key=lambda one: one.span)
        chain.append(chosen)
        left.remove(chosen.need)
    return chain


def _earliest(last: Option, options: Sequence[Option], walking: timedelta) -> Option | None:
    """The first time after the last talk that can be reached, the same half day."""
    for one in options:
        way = timedelta() if one.host_id == last.host_id else walking
        if one.span.starts_at >= last.span.ends_at + way:
            near = one.span.starts_at - last.span.ends_at <= LONGEST_WAIT
            return one if near else None
    return None


def _waiting(chain: Sequence[Option]) -> timedelta:
    pairs = pairwise(chain)
    return sum((after.span.starts_at - one.span.ends_at for one, after in pairs), timedelta())


def _spread(ranked: Sequence[Plan], most: int) -> list[Plan]:
    """The best ones that begin well apart: an early and a late choice, not twins."""
    kept: list[Plan] = []
    for plan in ranked:
        begins = plan.options[0].span.starts_at
        if all(abs(begins - one.options[0].span.starts_at) >= APART for one in kept):
            kept.append(plan)
        if len(kept) == most:
            break
    return kept
