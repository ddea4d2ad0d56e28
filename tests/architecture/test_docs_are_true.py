"""Do the documents say what is there?"""

import ast
import dataclasses
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from config import Settings
from eventhub.app import load_schedule

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = sorted(path.parent.name for path in (ROOT / "eventhub").glob("*/__init__.py"))
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Settings)])
def test_every_setting_is_in_the_readme(field: str) -> None:
    assert f"`EVENTHUB_{field.upper()}`" in README


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"`EVENTHUB_([A-Z_]+?)(?:_FILE)?`", README))
    assert named <= {field.name.upper() for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_in_the_map_of_the_readme(package: str) -> None:
    sentence = ast.get_docstring(ast.parse((ROOT / "eventhub" / package / "__init__.py").read_text(encoding="utf-8")))
    assert f"`{package}`" in README
    assert sentence


@pytest.mark.parametrize("job", [job.name for job in load_schedule()])
def test_every_job_is_in_the_readme(job: str) -> None:
    assert f"`{job}`" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_link_to_files_that_exist(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_vendored_files_are_the_ones_that_were_chosen() -> None:
    folder = ROOT / "eventhub" / "static"
    for package in json.loads((folder / "vendor" / "vendor.json").read_text(encoding="utf-8")):
        for name, digest in package["files"].items():
            assert sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_pages_fetch_nothing_from_other_hosts() -> None:
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "eventhub" / "static").glob("*.*")]
    fetched = re.compile(r"""(?:src=|@import|url\(|<link[^>]+href=)\s*["']?https?://""")
    for path in sources:
        assert not fetched.search(path.read_text(encoding="utf-8")), path
