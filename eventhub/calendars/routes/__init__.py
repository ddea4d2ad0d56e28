"""Where do calendar programs read, and where do people subscribe and look after their own addresses?"""

from eventhub.calendars.routes import feeds, pages
from eventhub.calendars.routes.answers import routes

__all__ = ["feeds", "pages", "routes"]
