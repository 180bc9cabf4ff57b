"""Calls that hang hold up neither the service's own health nor another model, whether their callers
wait or have gone; those who wait get 504, and each is counted for its model.
"""

import socket
import threading

from support import Service, finish, identity, json, make_folder, slow_model, time, unique_name

# A run whose caller has gone may go on for 5 s where nobody waits for its place.
# Too long is a third of what a hung call takes: an instance that takes another's place starts in it.
LIMIT_SECONDS, TOO_LONG = 15, 5
FOR_EVER = {
    "inputs": [
        {"name": "x", "datatype": "FP32", "shape": [1], "data": [1]},
        {"name": "n", "datatype": "INT64", "shape": [1], "data": [2**62]},
    ]
}

service = Service(
    make_folder(), "--predict-timeout", str(LIMIT_SECONDS), "--instances", "predict=2"
)
assert service.await_start(), service.said
hung, other, faults = unique_name("hung"), unique_name("other"), []
for name, model in ((hung, slow_model(1, given_by_caller=True)), (other, identity())):
    answer = service.upload(name, {"model.onnx": model})
    assert answer.status == 201, answer
GOOD = {"tensors": {"x": [[1]]}}
assert service.predict(other, GOOD).status == 200


def look(when):
    """Asks for everything that must not wait behind a model."""
    for method, path, body in (
        ("GET", "/v2/health/live", None),
        ("GET", "/v2/health/ready", None),
        ("GET", "/v2", None),
        ("GET", f"/v2/models/{other}/ready", None),
        ("GET", "/openapi.json", None),
        ("POST", f"/models/{other}/predict", GOOD),
        (
            "POST",
            f"/v2/models/{other}/infer",
            {"inputs": [{**FOR_EVER["inputs"][0], "shape": [1, 1]}]},
        ),
    ):
        answer = service.call(method, path, body, timeout=20)
        if answer.status != 200 or answer.seconds > TOO_LONG:
            faults.append(f"{method} {path} {when}: {answer}")


def call_and_leave(after_seconds):
    request = json.dumps(FOR_EVER).encode()
    connection = socket.create_connection((service.address.hostname, service.address.port))
    head = f"POST /v2/models/{hung}/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(request)}\r\n\r\n"
    connection.sendall(head.encode() + request)
    time.sleep(after_seconds)
    connection.close()


waiting = []


def call_and_wait():
    waiting.append(service.call("POST", f"/v2/models/{hung}/infer", FOR_EVER))


callers = [threading.Thread(target=call_and_wait) for _ in range(4)]
for caller in callers:
    caller.start()
time.sleep(1)
look("while four hung calls wait for two instances")
for caller in callers:
    caller.join()
for answer in waiting:
    if answer.status != 504 or answer.json["code"] != "TIMEOUT":
        faults.append(f"a hung call is answered {answer}")

# Late enough for an instance that takes the place of an ended one to have begun the call.
leavers = [threading.Thread(target=call_and_leave, args=(5,)) for _ in range(2)]
for leaver in leavers:
    leaver.start()
for leaver in leavers:
    leaver.join()
look("behind two hung calls whose callers have gone")
time.sleep(LIMIT_SECONDS + 3)

metrics = service.call("GET", f"/models/{hung}/metrics").json
# A model that hangs runs one call at a time: who leaves while he waits for his turn asked for none.
counted = metrics["predictions"] - len(waiting)
if metrics["errors"]["byType"].get("TIMEOUT") != len(waiting) or not 1 <= counted <= len(leavers):
    faults.append(
        f"the metrics of {len(waiting)} calls that hung and {len(leavers)} that were left say {metrics}"
    )
finish(faults)
