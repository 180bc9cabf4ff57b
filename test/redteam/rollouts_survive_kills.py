"""However often everything is killed during roll-outs, each ends promoted or rolled back, and its
alias and history agree.

ROLLOUTS says how many, at the same time (8), and KILLS how often (8): they begin while it is killed.
"""

import os
import random
import signal
import threading
import time

from support import Client, Service, finish, identity, make_folder, unique_name

ROLLOUTS = int(os.environ.get("ROLLOUTS", "8"))
KILLS = int(os.environ.get("KILLS", "8"))
END_SECONDS = 600 + 40 * max(0, KILLS - 8)
BEGIN_SECONDS = 7.5 * KILLS
GOOD = {"guards": {"errorRate": {}}}
# Every answer is slower than this, and a hundredth may be.
BAD = {
    "guards": {"latency": {"limit": 0.01, "compare": False}},
    "slowMs": 0.001,
}
dice = random.Random(16)
home = make_folder()
faults = []
service = Service(home)
assert service.await_start(), service.said
client = Client(service.url)
names = [unique_name("roll") for _ in range(ROLLOUTS)]
for name in names:
    for _ in range(2):
        answer = client.upload(name, {"model.onnx": identity()}, task="tabular-regression")
        assert answer.status == 201, answer
    answer = client.call("PUT", f"/models/{name}/aliases/live", {"version": 1})
    assert answer.status == 200, answer
stop = threading.Event()
kills = []


def kill_everything():
    """At random moments, and up again under the same address."""
    while not stop.is_set() and len(kills) < KILLS:
        stop.wait(dice.uniform(2, 25))
        restart()


def restart():
    global service
    os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait(15)
    kills.append(time.monotonic())
    service = Service(home, PORT=str(client.address.port))
    service.address = client.address
    if not service.await_start():
        faults.append(f"it does not start again: {service.said[-500:]}")
        stop.set()


def send_traffic():
    while not stop.is_set():
        client.predict(dice.choice(names), {"rows": [[1.0]]}, timeout=20)


def path_of(name):
    return f"/models/{name}/aliases/live/rollouts"


def begin_body(index):
    return {
        "version": 2,
        "strategy": {"canary": {"percent": 50, "bakeMinutes": 1}},
        "minRequests": 5,
        **(GOOD, BAD)[index % 2],
    }


def begin(index):
    """As CI does whose call broke off: it asks what there is, and asks again."""
    body = begin_body(index)
    while not stop.is_set():
        answer = client.call("POST", path_of(names[index]), body, timeout=30)
        known = client.call("GET", path_of(names[index]), timeout=30)
        if known.status == 200 and known.json["rollouts"]:
            return
        if answer.status not in (0, 201, 409, 500, 502, 503):
            faults.append(f"a roll-out was refused: {answer}")
            return
        time.sleep(0.5)


def find_open():
    found = []
    for name in names:
        answer = client.call("GET", path_of(name), timeout=30)
        rollouts = answer.json["rollouts"] if answer.status == 200 else [{"state": "unknown"}]
        if not rollouts or rollouts[0]["state"] in ("BAKING", "unknown"):
            found.append(name)
    return found


threads = [threading.Thread(target=send_traffic) for _ in range(4)]
killer = threading.Thread(target=kill_everything)
for thread in [*threads, killer]:
    thread.start()
for index in range(ROLLOUTS):
    begin(index)
    time.sleep(dice.uniform(0, BEGIN_SECONDS / ROLLOUTS))
deadline = time.monotonic() + END_SECONDS
while (find_open() or killer.is_alive()) and time.monotonic() < deadline and not faults:
    time.sleep(2)
stop.set()
for thread in [*threads, killer]:
    thread.join(120)
ends = {"PROMOTED": 0, "ROLLED_BACK": 0}
for index, name in enumerate(names):
    rollouts = client.call("GET", path_of(name)).json["rollouts"]
    aliases = client.call("GET", f"/models/{name}").json["aliases"]
    state, [route, *others] = rollouts[0]["state"], aliases["live"]["routes"]
    expected = ("PROMOTED", "ROLLED_BACK")[index % 2]
    ends[state] = ends.get(state, 0) + 1
    if state != expected or len(rollouts) != 1:
        faults.append(f"{name} should be {expected}: {rollouts}")
    if others or route["version"] != (2 if state == "PROMOTED" else 1):
        faults.append(f"{name} is {state}, and its alias has {aliases['live']['routes']}")
    # Another one takes its place in the model's record: what is listed then, is what was kept.
    again = {**begin_body(index), "version": 3 - route["version"], "force": True}
    assert client.call("POST", path_of(name), again).status == 201
    kept = client.call("GET", path_of(name)).json["rollouts"][1:]
    if [(each["state"], each["id"]) for each in kept] != [(state, rollouts[0]["id"])]:
        faults.append(f"{name} is {state}, and its history has {kept}")
print(f"{ROLLOUTS} roll-outs, {len(kills)} kills: {ends}")
finish(faults)
