"""A class on one machine: JupyterHub with nbgrader, and simulated students from the first log-in to their feedback."""
