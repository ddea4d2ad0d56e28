"""Does a place lead to the maps people here use?"""

from eventhub.core.maps import maps_of


def test_an_address_is_looked_for_on_both_maps() -> None:
    links = {str(name): address for name, address in maps_of("창원 1/2")}
    assert links == {
        "네이버 지도": "https://map.naver.com/p/search/%EC%B0%BD%EC%9B%90%201%2F2",
        "카카오맵": "https://map.kakao.com/?q=%EC%B0%BD%EC%9B%90%201%2F2",
    }


def test_no_place_has_no_links() -> None:
    assert maps_of("") == []
