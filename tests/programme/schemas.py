"""The words of XML Schema and JSON Schema that our two schemas use; another word is refused, not passed over."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FOLDER = Path(__file__).parent
XS = "{http://www.w3.org/2001/XMLSchema}"
TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
JSON_WORDS = {
    "$ref", "$schema", "title", "type", "required", "properties", "additionalProperties", "items", "pattern", "minimum",
    "definitions",
}  # fmt: skip


def faults_of_json(document: Any) -> list[str]:
    """Say where a document does not fit the schema."""
    schema = json.loads((FOLDER / "schedule.schema.json").read_text(encoding="utf-8"))
    return list(_json_faults(document, schema, schema, "$"))


def faults_of_xml(document: bytes) -> list[str]:
    """Say where a document does not fit the schema."""
    schema = ET.fromstring((FOLDER / "schedule.xsd").read_bytes())  # noqa: S314 - our own file
    types = {one.get("name", ""): one for one in schema if one.tag in (f"{XS}complexType", f"{XS}simpleType")}
    root = ET.fromstring(document)  # noqa: S314 - written by the app under test
    return _xml_faults(root, types["schedule"], types, root.tag) if root.tag == "schedule" else [root.tag]


def _json_faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str) -> Any:
    assert schema.keys() <= JSON_WORDS, schema.keys() - JSON_WORDS
    if "$ref" in schema:
        yield from _json_faults(value, whole["definitions"][schema["$ref"].rpartition("/")[2]], whole, at)
        return
    wanted = schema.get("type", [])
    kinds = [wanted] if isinstance(wanted, str) else wanted
    if not any(isinstance(value, TYPES[kind]) and not isinstance(value, bool) for kind in kinds):
        yield f"{at} is no {wanted}"
    elif isinstance(value, str):
        yield from [] if re.search(schema.get("pattern", ""), value) else [f"{at}: {value}"]
    elif isinstance(value, int):
        yield from [] if value >= schema.get("minimum", value) else [f"{at}: {value}"]
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _json_faults(one, schema["items"], whole, f"{at}[{number}]")
    elif isinstance(value, dict):
        yield from _object_faults(value, schema, whole, at)


def _object_faults(value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], at: str) -> Any:
    yield from (f"{at} lacks {name}" for name in schema.get("required", []) if name not in value)
    for name, one in value.items():
        rule = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
        if rule is False:
            yield f"{at} has {name}"
        elif rule is not True:
            yield from _json_faults(one, rule, whole, f"{at}.{name}")


def _xml_faults(node: ET.Element, kind: ET.Element, types: dict[str, ET.Element], at: str) -> list[str]:
    extension = kind.find(f"{XS}simpleContent/{XS}extension")
    attributes = list((kind if extension is None else extension).findall(f"{XS}attribute"))
    faults = [f"{at}/@{name}" for name in node.attrib.keys() - {one.get("name") for one in attributes}]
    for one in attributes:
        faults += _text_faults(node.get(str(one.get("name"))), one.get("type", ""), types, f"{at}/@{one.get('name')}")
    if extension is not None:
        return faults
    children = list(node)
    for rule in kind.findall(f"{XS}sequence/{XS}element"):
        name, number = rule.get("name"), 0
        while children and children[0].tag == name:
            faults += _child_faults(children.pop(0), rule.get("type", ""), types, f"{at}/{name}")
            number += 1
        most = rule.get("maxOccurs", "1")
        if number < int(rule.get("minOccurs", "1")) or (most != "unbounded" and number > int(most)):
            faults.append(f"{at}: {number} x {name}")
    return faults + [f"{at}/{child.tag}" for child in children]


def _child_faults(child: ET.Element, kind: str, types: dict[str, ET.Element], at: str) -> list[str]:
    if kind in types and types[kind].tag == f"{XS}complexType":
        return _xml_faults(child, types[kind], types, at)
    return [*(f"{at}/{one.tag}" for one in child), *_text_faults(child.text or "", kind, types, at)]


def _text_faults(value: str | None, kind: str, types: dict[str, ET.Element], at: str) -> list[str]:
    if kind == "xs:string":
        return []
    pattern = types[kind].find(f"{XS}restriction/{XS}pattern")
    assert pattern is not None, kind
    fits = value is not None and re.fullmatch(pattern.get("value", ""), value)
    return [] if fits else [f"{at}: {value}"]
