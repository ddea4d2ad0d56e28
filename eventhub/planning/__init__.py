"""Everything that is planned at one glance: agenda, month, year, rooms, and evenings that ask the same people twice."""
