"""Why a text gives these events and no others, to be read.

trace.py      what was seen, what fitted, what was turned down, and why
terminal.py   a trace in lines
markup.py     texts with their marks and events as a page
"""
