"""Programs of the peers. They run in an environment of their own, which this project is not in."""
