"""MyCharlotte: the companion space of a platform of supportive care for people with cancer."""
