"""The rooms where posts are kept: rows, the one write module, queries, search, erasure.

`open_store(home)` comes first; then `write` writes, `query` reads, and nothing but rows.py leaves.
"""

from .opening import open_store

__all__ = ["open_store"]
