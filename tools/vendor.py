"""Which third-party browser files does EventHub ship, and do they match what their authors published?"""

import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "frontend" / "node_modules"
STATIC = ROOT / "eventhub" / "static"
VENDOR = STATIC / "vendor"
# As Debian's package fonts-noto-cjk lays them; the second face of the collection is the Korean one.
COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
KOREAN_FACE = 1
COLLECTION_TERMS = Path("/usr/share/doc/fonts-noto-cjk/copyright")
# Chinese characters, with the signs that repeat or close one and the round nought: what Pretendard lacks of a name.
CHINESE = (*range(0x3005, 0x3008), *range(0x4E00, 0xA000))

ICONS = (
    "arrow-counterclockwise",
    "arrow-left",
    "arrow-right",
    "bell",
    "box-arrow-right",
    "box-arrow-up-right",
    "building",
    "buildings",
    "calendar-check",
    "calendar-event",
    "calendar-plus",
    "calendar-x",
    "chat-left-text",
    "check-circle",
    "check-lg",
    "clock",
    "copy",
    "download",
    "envelope",
    "exclamation-circle",
    "exclamation-triangle",
    "eye",
    "funnel",
    "geo-alt",
    "hourglass-split",
    "info-circle",
    "lightbulb",
    "link-45deg",
    "lock",
    "pencil",
    "people",
    "person",
    "person-plus",
    "plus-lg",
    "printer",
    "qr-code",
    "question-circle",
    "search",
    "send",
    "star",
    "star-fill",
    "telephone",
    "trash",
    "upload",
    "x-lg",
)


@dataclass(frozen=True)
class Package:
    """One npm package: what it is called, under which terms, and which of its files are kept where."""

    name: str
    folder: str
    licence: str
    files: tuple[tuple[str, str], ...]


PACKAGES = (
    Package("htmx.org", "htmx", "0BSD", (("dist/htmx.min.js", "htmx.min.js"), ("LICENSE", "LICENSE"))),
    Package(
        "pretendard",
        "pretendard",
        "OFL-1.1",
        (
            ("dist/web/variable/pretendardvariable-dynamic-subset.css", "pretendard.css"),
            ("dist/web/variable/woff2-dynamic-subset/*.woff2", "woff2-dynamic-subset"),
            # Papers embed what they need of these; a PDF takes no WOFF2, and no variable font.
            ("dist/public/static/alternative/Pretendard-Regular.ttf", "Pretendard-Regular.ttf"),
            ("dist/public/static/alternative/Pretendard-Bold.ttf", "Pretendard-Bold.ttf"),
            ("dist/LICENSE.txt", "LICENSE"),
        ),
    ),
    Package(
        "qr-scanner",
        "qr-scanner",
        "MIT",
        (
            ("qr-scanner.min.js", "qr-scanner.min.js"),
            ("qr-scanner-worker.min.js", "qr-scanner-worker.min.js"),
            ("LICENSE", "LICENSE"),
        ),
    ),
    Package("bootstrap-icons", "bootstrap-icons", "MIT", (("LICENSE", "LICENSE"),)),
)


def version_of(package: Package) -> str:
    """Return the installed version of a package."""
    return str(json.loads((MODULES / package.name / "package.json").read_text(encoding="utf-8"))["version"])


def copy_package(package: Package, version: str) -> list[Path]:
    """Copy the kept files of a package into its versioned folder."""
    target = VENDOR / f"{package.folder}-{version}"
    target.mkdir(parents=True)
    kept = []
    for pattern, name in package.files:
        found = sorted((MODULES / package.name).glob(pattern))
        if not found:
            message = f"{package.name} {version} has no {pattern}"
            raise FileNotFoundError(message)
        for source in found:
            destination = target / name / source.name if "*" in pattern else target / name
            destination.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, destination)
            kept.append(destination)
    return kept


def cut_chinese() -> dict[str, object]:
    """Keep the Chinese characters of a font that has them all, for the papers; return its entry in vendor.json."""
    wants = Options(layout_features=[], hinting=False, recalc_timestamp=False)
    wants.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    with TTFont(COLLECTION, fontNumber=KOREAN_FACE, recalcTimestamp=False) as font:
        version = f"{font['head'].fontRevision:.3f}"
        target = VENDOR / f"noto-sans-cjk-{version}"
        target.mkdir(parents=True)
        kept = [target / "NotoSansCJKkr-Chinese.otf", target / "LICENSE"]
        cutter = Subsetter(wants)
        cutter.populate(unicodes=CHINESE)
        cutter.subset(font)
        font.save(kept[0])
    shutil.copyfile(COLLECTION_TERMS, kept[1])
    return describe("noto-sans-cjk", version, "OFL-1.1", kept)


def build_sprite(names: tuple[str, ...]) -> str:
    """Return one SVG file that holds every icon as a symbol."""
    symbols = []
    for name in sorted(names):
        drawing = (MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inside = re.sub(r"\s*\n\s*", "", drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16" fill="currentColor">{inside}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def describe(name: str, version: str, licence: str, files: list[Path]) -> dict[str, object]:
    """Return the entry of a package in vendor.json."""
    hashes = {path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {"name": name, "version": version, "licence": licence, "files": dict(sorted(hashes.items()))}


def main() -> int:
    """Replace everything under static/vendor by fresh copies and write vendor.json."""
    if not MODULES.is_dir():
        sys.stderr.write("First run: cd frontend && npm ci --ignore-scripts\n")
        return 1
    if not COLLECTION.is_file():
        sys.stderr.write("First install the font with Chinese characters: Debian's package fonts-noto-cjk\n")
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    sprite = STATIC / "icons.svg"
    entries = []
    count = 0
    for package in PACKAGES:
        version = version_of(package)
        files = copy_package(package, version)
        if package.name == "bootstrap-icons":
            sprite.write_text(build_sprite(ICONS), encoding="utf-8")
            files.append(sprite)
        count += len(files)
        entries.append(describe(package.name, version, package.licence, files))
    entries.append(cut_chinese())
    count += 2
    (VENDOR / "vendor.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{count} files under {VENDOR.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
