"""Pure functions over records: parse, extract, group, place, measure, report, render.

No module here opens a file, a socket or a database, or reads a clock. (Templates, themes and the lexicon are
package data, read once.)
"""
