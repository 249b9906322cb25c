"""The smallest Reflex application: what everything else is compared with."""
