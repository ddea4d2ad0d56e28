"""What people pick from the programmes: favourites, and seats in sessions."""
