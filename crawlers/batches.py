"""Which sources one crawl process takes: those that share a host stay together. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawlers.catalog import SourceSpec
from crawlers.catalog.checks import host_of


@dataclass(frozen=True, slots=True)
class HostGroup:
    """Sources that share a host, directly or through others, and how many channels they have."""

    slugs: tuple[str, ...]
    weight: int


def batches(specs: Sequence[SourceSpec], count: int) -> list[list[str]]:
    """Slugs of the sources in at most ``count`` batches of about equal numbers of channels.

    A host's delay is kept within one process only. So sources that share a host (two language
    services of one broadcaster) are never split, whatever that does to the sizes.
    """
    parts = host_groups(specs)
    result: list[list[str]] = [[] for _ in range(min(count, len(parts)))]
    weights = [0] * len(result)
    for part in parts:
        lightest = weights.index(min(weights))
        result[lightest] += part.slugs
        weights[lightest] += part.weight
    return result


def host_groups(specs: Sequence[SourceSpec]) -> list[HostGroup]:
    """The smallest parts that sources can be divided into, those with most channels first."""
    found = []
    for members in _by_shared_hosts(specs):
        slugs = tuple(sorted(spec.slug for spec in members))
        found.append(HostGroup(slugs, sum(len(spec.channels) for spec in members)))
    return sorted(found, key=lambda one: (-one.weight, one.slugs))


def _by_shared_hosts(specs: Sequence[SourceSpec]) -> Iterable[list[SourceSpec]]:
    members: dict[int, list[SourceSpec]] = {}
    part_of: dict[str, int] = {}
    for number, spec in enumerate(specs):
        hosts = {own.partition("/")[0] for own in spec.own_hosts}
        hosts |= {host_of(channel.poll_url) for channel in spec.channels}
        joined = [spec]
        for part in {part_of[host] for host in hosts if host in part_of}:
            for other in members.pop(part):
                joined.append(other)
                hosts |= {own.partition("/")[0] for own in other.own_hosts}
                hosts |= {host_of(channel.poll_url) for channel in other.channels}
        members[number] = joined
        part_of |= dict.fromkeys(hosts, number)
    return members.values()
