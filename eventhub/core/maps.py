"""How does a place look on the maps people here use?"""

from typing import Any
from urllib.parse import quote

from eventhub.core.i18n import lazy as _


def maps_of(place: str) -> list[tuple[Any, str]]:
    """Link an address or the name of a place; both maps search by words, so no coordinates are needed."""
    words = quote(place, safe="")
    if not words:
        return []
    return [
        (_("Naver Map"), f"https://map.naver.com/p/search/{words}"),
        (_("KakaoMap"), f"https://map.kakao.com/?q={words}"),
    ]
