"""What does the code of a ticket hold, how is it drawn, and in which queue does its holder stand?"""

import io
from collections.abc import Mapping

import segno

from eventhub.core.hangul import initial

# The purpose under which tickets are sealed.
TICKET = "ticket"
# The lanes people divide into, by the first consonant of the name; doubled consonants go with the plain ones.
QUEUES: Mapping[str, str] = {"ㄱ–ㅂ": "ㄱㄲㄴㄷㄸㄹㅁㅂㅃ", "ㅅ–ㅇ": "ㅅㅆㅇ", "ㅈ–ㅎ": "ㅈㅉㅊㅋㅌㅍㅎ"}
# A frame of four modules is what readers need (ISO/IEC 18004).
BORDER = 4


def name_of(public_id: str, number: int) -> str:
    """Name one ticket of a place: refusing a place's tickets counts the number up."""
    return f"{public_id}-{number}"


def read_name(name: str) -> tuple[str, int] | None:
    """Read the name of a ticket."""
    public_id, _, number = name.rpartition("-")
    return (public_id, int(number)) if public_id and number.isdecimal() else None


def queue_of(name: str) -> str:
    """Name the queue of somebody by their family name; whose name is not written in Hangul may take any: nothing."""
    first = initial(name.strip()[:1])
    return next((queue for queue, consonants in QUEUES.items() if first and first in consonants), "")


def qr_svg(address: str) -> str:
    """Draw an address as a picture every telephone camera opens; level M survives a crease."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=BORDER,
        light="#fff",
        dark="#000",
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )
    return drawn.getvalue().decode().strip()
