"""Every block of Python in docs/clients.md, run as it stands but for the port of the service."""

import re
from pathlib import Path

from checks import HOST, check, report

PAGE = (Path(__file__).parents[2] / "docs/clients.md").read_text(encoding="utf8")
BLOCKS = re.findall(
    r"^## (.*?)$(?:(?!^## ).)*?^```python$(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
)
assert len(BLOCKS) == PAGE.count("```python"), (
    "a block of Python stands under no heading of its own"
)

host, port = HOST.split(":")
for title, code in BLOCKS:
    program = compile(
        code.replace("127.0.0.1:8080", HOST).replace('"127.0.0.1", 8080', f'"{host}", {port}'),
        f"docs/clients.md, {title}",
        "exec",
    )

    def run(program=program):
        exec(program, {"__name__": "example"})

    run.__name__ = title
    check(run)

report("docs/clients.md")
