"""Where does a web server or the `flask` command find the program?"""

import sys

from config import BadSettingError, settings_from_environment
from eventhub.app import create_app

try:
    app = create_app(settings_from_environment())
except BadSettingError as refusal:
    # One sentence that names the setting is worth more to whoever starts the program than a stack trace.
    sys.exit(f"EventHub does not start: {refusal}")
