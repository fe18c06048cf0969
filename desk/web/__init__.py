"""The review desk on the web: server-rendered pages over the same models."""
