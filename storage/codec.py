"""Records to rows and back, by their type annotations. The one place where JSON columns meet records."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    # Built on first use: building one costs a millisecond, using it microseconds.
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_json(record: object) -> Any:
    """A record as plain JSON values; tuples become lists, instants ISO text."""
    return _adapter(type(record)).dump_python(record, mode="json")


def from_json(kind: type[T], value: Any) -> T:
    """The record again; raises pydantic's ValidationError when the value does not fit (a bug, not input)."""
    record: T = _adapter(kind).validate_python(value)
    return record
