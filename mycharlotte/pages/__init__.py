"""One file per address: composition only."""
