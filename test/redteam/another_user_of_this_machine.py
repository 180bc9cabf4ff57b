"""Another user of the machine can read nothing of the service, answer nothing, lock nothing and end
nothing. Needs root, to become another user.
"""

import encodings.idna  # noqa: F401 -- loaded while this user may still read Python's own folder
import stat
from pathlib import Path

from support import (
    Service,
    finish,
    http,
    identity,
    json,
    make_folder,
    os,
    signal,
    socket,
    subprocess,
    sys,
    unique_name,
)

NOBODY = 65534
home, faults = make_folder() / "home", []
os.chmod(home.parent, 0o755)


def descendants(pid):
    """A process and all that it started."""
    children = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def attack():
    """What another user tries, in a process of its own. Prints what worked."""
    task = json.loads(sys.stdin.read())
    worked = []

    def attempt(what, use):
        try:
            got = use()
        except (OSError, http.client.HTTPException):
            return None
        worked.append(f"{what}: {str(got)[:100]}")
        return got

    def connect(path):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(3)
            connection.connect(path)
            connection.sendall(
                b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
            return connection.recv(100)

    attempt("lists the home", lambda: os.listdir(task["home"]))
    for path in task["files"]:
        attempt(f"reads {path}", lambda path=path: Path(path).read_bytes())
        attempt(f"writes {path}", lambda path=path: Path(path).open("ab").write(b"x"))
        attempt(f"removes {path}", lambda path=path: os.unlink(path))
        attempt(f"stats {path}", lambda path=path: os.stat(path))
    for path in task["sockets"]:
        attempt(f"asks at {path}", lambda path=path: connect(path))
    for path in (
        task["home"] + "/lock.sqlite",
        task["home"] + "/planted",
        task["home"] + "/tmp/planted",
    ):
        attempt(f"makes {path}", lambda path=path: Path(path).write_text("x"))
    for pid in task["processes"]:
        attempt(
            f"reads the environment of {pid}",
            lambda pid=pid: Path(f"/proc/{pid}/environ").read_bytes(),
        )
        attempt(
            f"reads the memory of {pid}",
            lambda pid=pid: Path(f"/proc/{pid}/mem").open("rb").read(1),
        )
        attempt(
            f"reads the maps of {pid}",
            lambda pid=pid: Path(f"/proc/{pid}/maps").read_bytes() or 1 / 0,
        )
        attempt(f"lists the descriptors of {pid}", lambda pid=pid: os.listdir(f"/proc/{pid}/fd"))
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGUSR1, signal.SIGSTOP):
            attempt(
                f"sends {pid} {number}",
                lambda pid=pid, number=number: os.kill(pid, number) or "sent",
            )
    second = attempt(
        "",
        lambda: Service(
            task["home"], command=(task["node"], "local/main.ts", "--no-demo"), HOME="/tmp"
        ),
    )
    if second:
        worked.pop()
        if second.await_start(60):
            worked.append("starts a second service on the home")
        second.stop()
    print(json.dumps(worked))


if sys.argv[1:] == ["attack"]:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    attack()
    sys.exit()

if os.getuid() != 0:
    raise SystemExit("This attack has to be started as root: it becomes another user.")

os.environ.pop("MAAS_URL", None)
service = Service(home, AWS_SECRET_ACCESS_KEY="the-secret-of-the-shell")
assert service.await_start(), service.said
name, body = unique_name(), {"tensors": {"x": [[1]]}}
assert service.upload(name, {"model.onnx": identity()}).status == 201
assert service.predict(name, body).status == 200

entries = [entry for entry in home.rglob("*") if not entry.is_dir()]
sockets = [str(entry) for entry in entries if stat.S_ISSOCK(entry.stat().st_mode)]
files = [str(entry) for entry in entries if entry.is_file()]
if (
    not sockets
    or not any(path.endswith("secret") for path in files)
    or not any("objects.sqlite" in path for path in files)
):
    faults.append(
        f"the home is not as this attack knows it: {sorted(path.name for path in entries)[:20]}"
    )
processes = descendants(service.process.pid)
for pid in processes:
    for place in ("cmdline", "environ"):
        text = Path(f"/proc/{pid}/{place}").read_text(errors="replace")
        if place == "cmdline" and (home / "secret").read_text() in text:
            faults.append(f"process {pid} has the key of upload addresses in its arguments")
        if (
            place == "environ"
            and "MAAS_RUNTIME_SOCKET" in text
            and "the-secret-of-the-shell" in text
        ):
            faults.append(f"the instance {pid} has the shell's AWS credentials")

node = os.readlink(f"/proc/{processes[-1]}/exe")
task = {"home": str(home), "files": files, "sockets": sockets, "processes": processes, "node": node}
done = subprocess.run(
    [sys.executable, __file__, "attack"],
    input=json.dumps(task),
    capture_output=True,
    text=True,
    timeout=200,
)
try:
    faults += [f"another user {what}" for what in json.loads(done.stdout.splitlines()[-1])]
except (ValueError, IndexError):
    faults.append(f"the other user's attempts ended with {done.returncode}: {done.stderr[-400:]}")

answer = service.predict(name, body)
if answer.status != 200:
    faults.append(f"after that the caller gets {answer}")
alive = [pid for pid in processes if Path(f"/proc/{pid}").exists()]
if alive != processes:
    faults.append(f"processes have ended: {sorted(set(processes) - set(alive))}")
finish(faults)
