"""Timings of the application, always beside an empty Reflex counter measured in the same run."""
