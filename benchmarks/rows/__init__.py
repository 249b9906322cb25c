"""The measures, one file each: `measure(bench)` returns rows."""
