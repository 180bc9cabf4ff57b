"""The Runtime API of an instance serves its own instance alone: nothing but the gateway listens on
TCP, and no other user reaches its socket.
"""

import re
import threading
from pathlib import Path

from support import Client, finish, http, identity, os, socket, time, unique_name

TAKE = "/2018-06-01/runtime/invocation/next"
BROWSER = {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
client, faults = Client(), []


def listening_sockets():
    """TCP ports and paths of Unix sockets that the process behind MAAS_URL listens on (Linux)."""
    ports, paths = {}, {}
    for table in ("tcp", "tcp6"):
        for fields in (
            line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        ):
            if fields[3] == "0A":
                ports[fields[9]] = int(fields[1].rsplit(":", 1)[1], 16)
    for fields in (line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:]):
        if len(fields) == 8 and int(fields[3], 16) & 0x10000:
            paths[fields[6]] = fields[7]
    for folder in Path("/proc").glob("[0-9]*/fd"):
        try:
            inodes = {
                link[8:-1]
                for link in (os.readlink(file) for file in folder.iterdir())
                if link.startswith("socket:[")
            }
        except OSError:
            continue
        if client.address.port in {ports.get(inode) for inode in inodes}:
            return {ports[inode] for inode in inodes if inode in ports}, {
                paths[inode] for inode in inodes if inode in paths
            }
    raise SystemExit("no process listens at MAAS_URL")


def steal(port, taken):
    """What a page at evil.example whose name points here would do, on every port there is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", TAKE, headers=BROWSER)
        response = connection.getresponse()
        event, invocation = response.read(), response.getheader("lambda-runtime-aws-request-id")
        if response.status == 200 and invocation:
            taken.append(event)
    except OSError:
        pass


name, body = unique_name(), {"tensors": {"x": [[1]]}}
assert client.upload(name, {"model.onnx": identity()}).status == 201
assert client.predict(name, body).status == 200
tcp, unix = listening_sockets()
if tcp - {client.address.port}:
    faults += [f"it listens on other ports, too: {sorted(tcp)}"]
if not unix:
    faults += [
        "it listens on no Unix socket, so this attack does not know where the Runtime API is"
    ]

taken = []
thieves = [
    threading.Thread(target=steal, args=(port, taken), daemon=True)
    for port in tcp - {client.address.port}
]
for thief in thieves:
    thief.start()
time.sleep(1)
answer = client.predict(name, body, headers={"x-api-key": "the caller's"}, timeout=20)
faults += [f"somebody else was given a call: {event[:80]!r}" for event in taken]
if answer.status != 200:
    faults += [f"the caller got {answer}"]

for path in unix:
    folder = Path(path).parent
    if folder.stat().st_mode & 0o077 or folder.stat().st_uid != os.getuid():
        faults += [
            f"others may enter the folder of a socket: {folder} {oct(folder.stat().st_mode)}"
        ]


HUNG_UP = ""


def ask(path, request):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        connection.connect(path)
        connection.sendall(request.encode())
        try:
            return connection.recv(4096).decode()
        except TimeoutError:
            return "waits"
        except ConnectionResetError:
            return HUNG_UP


# Even the same user's own mistakes: a second question for the next event, and a browser's headers, take nothing.
for path in unix:
    for what, headers in (
        ("a second question", "Host: localhost"),
        *(
            (name, f"Host: localhost\r\n{name}: {value}")
            for name, value in BROWSER.items()
            if name != "Host"
        ),
    ):
        said = ask(path, f"GET {TAKE} HTTP/1.1\r\n{headers}\r\n\r\n")
        if said != HUNG_UP and not re.match(r"HTTP/1.1 4\d\d", said):
            faults += [f"{what} at {path}: {said[:100]}"]
answer = client.predict(name, body, timeout=20)
if answer.status != 200:
    faults += [f"after that the caller gets {answer}"]
finish(faults)
