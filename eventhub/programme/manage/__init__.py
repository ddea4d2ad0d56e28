"""How do coordinators plan the programme of an event?"""

from eventhub.programme.manage import materials, sessions, speakers, timetable, tracks
from eventhub.programme.manage.desk import manage

__all__ = ["manage", "materials", "sessions", "speakers", "timetable", "tracks"]
