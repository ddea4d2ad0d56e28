"""Which files may be kept as materials, told by their name and by what is in them?"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from eventhub.core.i18n import lazy as _
from eventhub.core.text import has_control_characters, tidy

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 200
OFFICE = "application/vnd.openxmlformats-officedocument."
# What a file's name ends with, and what it is then.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "pptx": f"{OFFICE}presentationml.presentation",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "hwp": "application/x-hwp",
    "hwpx": "application/hwp+zip",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
}
# The folder in which an office document keeps what it is.
FOLDERS = {"pptx": "ppt/", "docx": "word/", "xlsx": "xl/"}
COMPOUND, HWP_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"HWP Document File"
ACCEPTED = ", ".join(f".{ending}" for ending in MEDIA_TYPES)

TOO_LARGE = _("This file is larger than 10 MB. Please make it smaller, or give a link to it.")
EMPTY = _("This file is empty.")
WRONG_KIND = _("Only PDF, PPTX, DOCX, XLSX, HWP, HWPX, ZIP and pictures (PNG, JPEG, GIF, WebP) can be kept.")
NOT_AS_NAMED = _("What is in this file does not fit its name. Please save it again in the right format.")
BAD_NAME = _("The name of this file cannot be read. Please give it another one.")


@dataclass(frozen=True, kw_only=True)
class UploadedFile:
    """A file as somebody sent it."""

    name: str
    content: bytes


def shown_name(name: str) -> str:
    """Return the name of a file without the folders some browsers send along."""
    return tidy(name.replace("\\", "/").rpartition("/")[2])


def fault_of_file(file: UploadedFile) -> Any | None:  # noqa: ANN401 - a sentence that is translated when shown
    """Say why a file cannot be kept, or None when it can."""
    name = shown_name(file.name)
    checks = (
        (len(file.content) <= LARGEST, TOO_LARGE),
        (bool(file.content), EMPTY),
        (0 < len(name) <= LONGEST_NAME and not has_control_characters(name) and "\n" not in name, BAD_NAME),
        (_ending(name) in MEDIA_TYPES, WRONG_KIND),
    )
    fault = next((sentence for holds, sentence in checks if not holds), None)
    if fault is None and not _is_what_it_says(_ending(name), file.content):
        return NOT_AS_NAMED
    return fault


def media_type_of(name: str) -> str:
    """Say what a file is by its name, once `fault_of_file` has found nothing."""
    return MEDIA_TYPES[_ending(name)]


def _ending(name: str) -> str:
    stem, _dot, ending = name.rpartition(".")
    return ending.lower() if stem else ""


def _is_what_it_says(ending: str, content: bytes) -> bool:
    if ending in SIGNATURES:
        return content.startswith(SIGNATURES[ending])
    if ending == "webp":
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if ending == "hwp":
        return content.startswith(COMPOUND) and HWP_MARK in content
    return _is_archive_of(ending, content)


def _is_archive_of(ending: str, content: bytes) -> bool:
    """Look at the table of an archive; nothing is unpacked but the few bytes that say what it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if ending == "hwpx":
                with archive.open("mimetype") as kept:
                    return kept.read(64).strip() == MEDIA_TYPES["hwpx"].encode()
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, ValueError, OSError):
        return False
    if ending in FOLDERS:
        return "[Content_Types].xml" in names and any(name.startswith(FOLDERS[ending]) for name in names)
    return True
