"""Measurements of speed and memory, by hand: `make bench`. Nothing here is imported by the program or its tests."""
