"""The rooms behind `pipelines.parse`: from the bytes of a feed to its entries.

text     bytes to letters; what is refused before it is read; what a cut document still holds
raw      the one shape that every reader hands over: strings as they stand in the feed
xml      RSS, Atom and CDF, by lxml
jsonfeed JSON Feed
lenient  what is too broken for both, by feedparser
plain    markup to what a person reads
entries  raw items to entries: keys, links, dates, problems
"""
