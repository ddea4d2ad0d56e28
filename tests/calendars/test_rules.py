"""Do programs get the addresses they can open?"""

from urllib.parse import parse_qs, urlsplit

from eventhub.calendars.rules import ways_to

ADDRESS = "https://events.example.org/calendars/complexes/changwon.ics?lang=ko"
WEBCAL = "webcal://events.example.org/calendars/complexes/changwon.ics?lang=ko"


def test_the_address_survives_inside_other_addresses() -> None:
    ways = ways_to(ADDRESS, "창원 & 금형")
    assert (ways.https, ways.webcal) == (ADDRESS, WEBCAL)
    assert parse_qs(urlsplit(ways.google).query) == {"cid": [WEBCAL]}
    for outlook in (ways.outlook_work, ways.outlook_home):
        assert parse_qs(urlsplit(outlook).query) == {"url": [ADDRESS], "name": ["창원 & 금형"]}
