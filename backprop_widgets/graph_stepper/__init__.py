"""An expression as a graph, forward and backward, one node and one edge at a time."""
