"""The order in which the bodies of a network stand, and the numbers that they have there and in its table."""

import networkx

from archive.web.pictures.contents import Network


def numbers(network: Network) -> dict[str, int]:
    """Body -> the number that stands for it in the picture, from the top; 0 for the centre."""
    places = {body: place for place, body in enumerate(in_order(network), 1)}
    return {network.centre: 0, **places} if network.centre else places


def in_order(network: Network) -> list[str]:
    """Bodies by communities of partners, the largest first; around one body, its strongest partners first."""
    graph = networkx.Graph()
    graph.add_weighted_edges_from((pair.one, pair.other, pair.reports) for pair in network.pairs)
    if network.centre:
        graph.remove_nodes_from([network.centre])
        strength = {pair.other: pair.reports for pair in network.pairs}
        return sorted(graph, key=lambda body: (-strength.get(body, 0), body))
    communities = networkx.community.greedy_modularity_communities(graph, weight="weight") if graph.size() else []
    ordered = sorted((sorted(community) for community in communities), key=lambda bodies: (-len(bodies), bodies))
    return [body for bodies in ordered for body in bodies]
