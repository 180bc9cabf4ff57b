# Made of `_async` by write_sync.py: change that, and run it.
