"""On which terms does an event let people in: approval, offers, seats kept for groups or shared, invitation codes?"""
