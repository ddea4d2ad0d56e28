"""Does the scheme of the complexes put them where they lie?"""

from eventhub.clusters.rules import draw

CHANGWON, WONJU = (35.21, 128.67, 300), (37.37, 127.90, 75)


def test_north_is_up_and_east_is_right() -> None:
    spots = {spot.number: spot for spot in draw([CHANGWON, WONJU]).spots}
    assert spots[2].y < spots[1].y
    assert spots[2].x < spots[1].x


def test_a_complex_without_a_position_keeps_its_number_and_has_no_spot() -> None:
    assert [spot.number for spot in draw([(None, None, 9), WONJU]).spots] == [2]


def test_every_spot_is_on_the_sheet_even_far_from_the_coast() -> None:
    sheet = draw([CHANGWON, (40.0, 131.0, 1)])
    assert all(0 < spot.x < sheet.width and 0 < spot.y < sheet.height for spot in sheet.spots)


def test_four_times_the_members_are_drawn_twice_as_wide() -> None:
    large, small = draw([(35.0, 128.0, 400), (36.0, 128.0, 200)]).spots
    assert round((large.radius / small.radius) ** 2, 1) == 2.0


def test_large_spots_are_drawn_first_so_that_none_is_hidden() -> None:
    assert [spot.number for spot in draw([WONJU, CHANGWON]).spots] == [2, 1]


def test_no_complexes_are_an_empty_sheet() -> None:
    sheet = draw([])
    assert sheet.spots == ()
    assert len(sheet.land) == 2
