"""Every block of Python in docs/recipes.md, in its order, against the service at MAAS_URL: what a
block prints must be what stands in the block behind it."""

import contextlib
import io
import os
import re
import sys
import tempfile
import traceback
from pathlib import Path

URL = os.environ.get("MAAS_URL", "http://127.0.0.1:8080")
PAGE = (Path(__file__).parents[2] / "docs/recipes.md").read_text(encoding="utf8")
BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n\n^```\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
BLOCKS = [(found[1], found[2] or "") for found in BLOCK.finditer(PAGE)]
assert len(BLOCKS) == PAGE.count("```python\n") > 0, "a block of Python was not read"

# As on AWS: the address has a slash at its end, and the key is its own header.
os.environ.setdefault("MAAS_API_URL", URL.rstrip("/") + "/")
os.environ.setdefault("MAAS_API_KEY", "none")
os.chdir(tempfile.mkdtemp(prefix="recipes-"))

namespace: dict[str, object] = {"__name__": "recipes"}
failed = 0
for code, expected in BLOCKS:
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code.replace("http://127.0.0.1:8080", URL), "recipe", "exec"), namespace)
        assert printed.getvalue() == expected, (
            f"printed\n{printed.getvalue()}\nwhere the page has\n{expected}"
        )
    except Exception:  # noqa: BLE001, whatever it is, the page is wrong
        failed += 1
        print(f"FAILED\n{code}\n{traceback.format_exc(limit=-2)}")

print(f"recipes: {len(BLOCKS) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
