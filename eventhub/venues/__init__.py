"""Where events take place: venues and their rooms, shared by all teams."""
