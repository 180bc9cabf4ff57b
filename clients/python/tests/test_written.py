"""What is made of other files is as they are now."""

import json
import urllib.request

import write_schemas
import write_sync


def test_the_synchronous_half_is_made_of_the_asynchronous_one() -> None:
    for path, text in write_sync.list_written().items():
        assert path.read_text(encoding="utf8") == text, f"{path.name}: run write_sync.py"


def test_the_answers_are_those_of_the_description(url: str) -> None:
    with urllib.request.urlopen(url + "/openapi.json") as response:
        written = write_schemas.write_schemas(json.load(response))
    assert write_schemas.TARGET.read_text(encoding="utf8") == written, "run write_schemas.py"
