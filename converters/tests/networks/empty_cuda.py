"""Lets PyTorch load without CUDA: its builds for Linux want 4 GB of libraries that nothing calls.

    python empty_cuda.py SITE_PACKAGES/torch/lib

Puts one library there under each of their names. Its functions answer that there is no device.
"""

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

CUDA_LIBRARY = re.compile(r"NEEDED.*\[(lib(?:cu|nv|nccl)[\w.-]+)\]")
# What a library asks of others: a symbol, and its version where it has one.
ASKED = re.compile(r"UND (\w+)(?:@(\S+))?")
# CUDA's names, where no version says whose they are.
CUDA_SYMBOL = re.compile(r"cu[A-Z]|cusparseLt|nccl|cuFile")
# The version of the one library whose versions are not called as the library.
NVSHMEM = "NVSHMEM"
# For x86-64, as the builds are.
ANSWER_NO_DEVICE = "mov $100, %eax\nret\n"


def fill(folder: Path) -> None:
    read = ["readelf", "-W", "--dynamic", "--dyn-syms", *map(str, folder.glob("*.so"))]
    listed = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    names = set(CUDA_LIBRARY.findall(listed))
    by_version: defaultdict[str, set[str]] = defaultdict(set)
    for symbol, version in ASKED.findall(listed):
        is_cuda = version in names | {NVSHMEM} if version else CUDA_SYMBOL.match(symbol)
        if is_cuda:
            by_version[version].add(symbol)
    content = link(by_version)
    for name in names:
        (folder / name).write_bytes(content)


def link(by_version: dict[str, set[str]]) -> bytes:
    symbols = sorted(set.union(*by_version.values()))
    code = "".join(f".globl {symbol}\n{symbol}:\n" for symbol in symbols) + ANSWER_NO_DEVICE
    versions = [
        f"{version} {{ global: {' '.join(f'{symbol};' for symbol in asked)} }};"
        for version, asked in by_version.items()
        if version
    ]
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "all.s").write_text(code)
        (folder / "versions").write_text("\n".join(versions))
        subprocess.run(["as", "-o", "all.o", "all.s"], check=True, cwd=folder)
        linked = ["ld", "-shared", "--version-script=versions", "-o", "all.so", "all.o"]
        subprocess.run(linked, check=True, cwd=folder)
        return (folder / "all.so").read_bytes()


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
