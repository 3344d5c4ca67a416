"""Implementations of the ports: the only part of the application that opens sockets and users' files."""
