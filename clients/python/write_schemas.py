"""Writes `serverless_maas/schemas.py`: the answers of the API as TypedDicts, of its description.

python write_schemas.py http://127.0.0.1:8080/openapi.json (or a file); needs ruff
"""

from __future__ import annotations

import json
import keyword
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "serverless_maas" / "schemas.py"
HEADER = '''"""Answers of the API. Made of its description by write_schemas.py."""

from __future__ import annotations

from typing import Any, Literal, TypedDict, Union

from typing_extensions import NotRequired


'''
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
OK = ("200", "201", "202")


class Writer:
    """Collects classes, each after those that it needs."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.components = description["components"]["schemas"]
        self.paths = description["paths"]
        self.done: dict[str, str] = {}

    def write(self) -> str:
        for methods in self.paths.values():
            for operation in methods.values():
                schema = find_answer(operation)
                if schema is not None and "$ref" not in schema:
                    name = operation["operationId"][0].upper() + operation["operationId"][1:]
                    self.name(f"{name}Answer", schema)
                elif schema is not None:
                    self.type(schema, "")
        return HEADER + "\n\n".join(self.done.values())

    def type(self, schema: dict[str, Any], name: str) -> str:
        """The type of a schema; an object in it becomes a class of this name."""
        if "$ref" in schema:
            component = schema["$ref"].rsplit("/", 1)[1]
            if component not in self.done:
                self.done[component] = ""  # one that needs itself is named, not written again
                self.name(component, self.components[component])
            return str(component)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                kinds = [self.type(one, f"{name}{at + 1}") for at, one in enumerate(schema[word])]
                kinds = list(dict.fromkeys(kinds))
                return kinds[0] if len(kinds) == 1 else f"Union[{', '.join(kinds)}]"
        if "const" in schema:
            return f"Literal[{schema['const']!r}]"
        if "enum" in schema:
            return f"Literal[{', '.join(repr(one) for one in schema['enum'])}]"
        kind = schema.get("type")
        if isinstance(kind, list):
            return f"Union[{', '.join(SCALARS.get(one, 'Any') for one in kind)}]"
        if kind == "array":
            return f"list[{self.type(schema.get('items', {}), name + 'Item')}]"
        if kind == "object":
            return self.object(schema, name)
        return SCALARS.get(kind or "", "Any")

    def object(self, schema: dict[str, Any], name: str) -> str:
        properties = schema.get("properties")
        more = schema.get("additionalProperties", {})
        if not properties:
            inner = self.type(more, name + "Value") if isinstance(more, dict) else "Any"
            return f"dict[str, {inner}]"
        if isinstance(more, dict) and more:
            return "dict[str, Any]"  # names of its own beside these
        self.name(name, schema)
        return name

    def name(self, name: str, schema: dict[str, Any]) -> None:
        properties = schema.get("properties")
        more = schema.get("additionalProperties", {})
        if not properties or (isinstance(more, dict) and more) or "anyOf" in schema:
            self.put(name, f"{name} = {self.type(schema, name + 'Kind')}\n")
            return
        required = schema.get("required", [])
        fields = []
        for field, inner in properties.items():
            kind = self.type(inner, name + re.sub(r"\W", "", field[0].upper() + field[1:]))
            fields.append((field, kind if field in required else f"NotRequired[{kind}]"))
        if all(field.isidentifier() and not keyword.iskeyword(field) for field, _ in fields):
            lines = "".join(f"    {field}: {kind}\n" for field, kind in fields)
            self.put(name, f"class {name}(TypedDict):\n{lines}")
        else:
            pairs = ", ".join(f"{field!r}: {kind}" for field, kind in fields)
            self.put(name, f"{name} = TypedDict({name!r}, {{{pairs}}})\n")

    def put(self, name: str, text: str) -> None:
        self.done.pop(name, None)
        self.done[name] = text


def find_answer(operation: dict[str, Any]) -> dict[str, Any] | None:
    for status in OK:
        content = operation["responses"].get(status, {}).get("content", {})
        if "application/json" in content:
            found: dict[str, Any] = content["application/json"].get("schema", {})
            return found
    return None


def write_schemas(description: dict[str, Any]) -> str:
    return format_code(Writer(description).write())


def format_code(code: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "100", "-"]
    done = subprocess.run(command, input=code.encode(), stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


if __name__ == "__main__":
    place = sys.argv[1]
    text = (
        urllib.request.urlopen(place).read().decode()
        if place.startswith("http")
        else Path(place).read_text(encoding="utf8")
    )
    TARGET.write_text(write_schemas(json.loads(text)), encoding="utf8")
