"""Which sources one crawl process takes: those that share a host stay together. Pure."""

from collections.abc import Iterable, Sequence

from crawlers.catalog import SourceSpec
from crawlers.catalog.checks import host_of


def batches(specs: Sequence[SourceSpec], count: int) -> list[list[str]]:
    """Slugs of the sources in at most ``count`` batches of about equal numbers of channels.

    A host's delay is kept within one process only. So sources that share a host (two language
    services of one broadcaster) are never split, whatever that does to the sizes.
    """
    groups = _by_shared_hosts(specs)
    result: list[list[str]] = [[] for _ in range(min(count, len(groups)))]
    weights = [0] * len(result)
    for group in sorted(groups, key=lambda one: (-_weight(one), one[0].slug)):
        lightest = weights.index(min(weights))
        result[lightest] += sorted(spec.slug for spec in group)
        weights[lightest] += _weight(group)
    return result


def _weight(group: Iterable[SourceSpec]) -> int:
    return sum(len(spec.channels) for spec in group)


def _by_shared_hosts(specs: Sequence[SourceSpec]) -> list[list[SourceSpec]]:
    groups: list[tuple[set[str], list[SourceSpec]]] = []
    for spec in specs:
        hosts = {own.partition("/")[0] for own in spec.own_hosts}
        hosts |= {host_of(channel.poll_url) for channel in spec.channels}
        members = [spec]
        apart = []
        for others, group in groups:
            if hosts & others:
                hosts |= others
                members = group + members
            else:
                apart.append((others, group))
        groups = [*apart, (hosts, members)]
    return [members for _, members in groups]
