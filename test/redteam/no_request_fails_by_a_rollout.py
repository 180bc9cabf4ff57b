"""No request fails because of a step, a promotion or a rollback; after a rollback the candidate
answers nobody any more.
"""

import threading
import time

from support import Service, finish, identity, make_folder, unique_name

CLIENTS = 8
# For so long an instance may trust an alias that it has read.
TRUST_SECONDS = 1.0
name = unique_name("traffic")
path = f"/models/{name}/aliases/live/rollouts"
faults, answers = [], []
stop = threading.Event()
service = Service(make_folder())
assert service.await_start(), service.said
for _ in range(2):
    answer = service.upload(name, {"model.onnx": identity()}, task="tabular-regression")
    assert answer.status == 201, answer
assert service.call("PUT", f"/models/{name}/aliases/live", {"version": 1}).status == 200


def predict(session):
    """As a browser's session, or anybody."""
    headers = {"x-session-id": f"session-{session}"} if session % 2 else {}
    while not stop.is_set():
        began = time.monotonic()
        answer = service.predict(name, {"rows": [[2.0]]}, headers=headers)
        version = answer.headers.get("x-model-version") if answer.status else None
        answers.append((began, session, version))
        if answer.status != 200 or answer.json[0]["value"] != 2.0:
            faults.append(f"a request failed: {answer}")
            return


def roll(version, ends_in, decide=None, **more):
    """A roll-out to its end. @returns when it was seen to have ended"""
    body = {"version": version, "minRequests": 20, **more}
    started = service.call("POST", path, body)
    assert started.status == 201, started
    place = f"{path}/{started.json['id']}"
    if decide:
        time.sleep(3)
        assert service.call("POST", f"{place}/{decide}").status == 200
    for _ in range(1200):
        state = service.call("GET", place).json["state"]
        if state != "BAKING":
            break
        time.sleep(0.25)
    seen = time.monotonic()
    if state != ends_in:
        faults.append(f"version {version} should be {ends_in}: {service.call('GET', place)}")
    return seen


def expect_only(version, since):
    """For a while everybody is answered by one version."""
    time.sleep(TRUST_SECONDS + 3)
    later = [entry for entry in answers if entry[0] > since + TRUST_SECONDS]
    others = [entry for entry in later if entry[2] != str(version)]
    if len(later) < CLIENTS or others:
        faults.append(f"of {len(later)} answers, these are not of {version}: {others[:5]}")


threads = [threading.Thread(target=predict, args=(session,)) for session in range(CLIENTS)]
for thread in threads:
    thread.start()
linear = {"linear": {"stepPercent": 34, "bakeMinutes": 1}}
canary = {"canary": {"percent": 50, "bakeMinutes": 1}}
# Every answer is slower than this: it goes back though no request fails.
slow = {"guards": {"latency": {"limit": 0.01, "compare": False}}, "slowMs": 0.001}
expect_only(2, roll(2, "PROMOTED", strategy=linear, guards={"errorRate": {}}))
expect_only(2, roll(1, "ROLLED_BACK", strategy=canary, **slow))
expect_only(2, roll(1, "ABORTED", "abort", strategy=canary, force=True))
expect_only(1, roll(1, "PROMOTED", "promote", strategy=canary))
stop.set()
for thread in threads:
    thread.join(60)
for session in range(1, CLIENTS, 2):
    told = [(began, version) for began, caller, version in answers if caller == session]
    changes = [now for (_, a), (now, b) in zip(told, told[1:]) if a != b]
    # While instances trust what they have read, two of them may answer a session by turns: one change of the alias.
    moves = [
        now
        for now, last in zip(changes, [-TRUST_SECONDS * 2, *changes])
        if now - last > TRUST_SECONDS
    ]
    longest = max((now - max(m for m in moves if m <= now) for now in changes), default=0)
    # 1 | 2 at some step, 1 | 2 at the canaries and back, 2 | 1 at the end: each change at most once.
    if len(moves) > 6 or longest > TRUST_SECONDS + 1:
        faults.append(
            f"session {session} changed sides {len(moves)} times, for {longest:.1f} s at most"
        )
print(f"{len(answers)} answers to {CLIENTS} clients")
finish(faults)
