"""What happens later: mails leave, what is no longer needed is removed.

lifespan()      for the web process
work()          for processes of their own, when there is too much to do beside the pages
"""

from mycharlotte.jobs.queue import lifespan, work

__all__ = ["lifespan", "work"]
