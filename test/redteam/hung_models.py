"""Calls that hang hold up nobody: liveness, readiness and other models are served, hung calls end in words, and are counted for their model."""

import os

from support import (
    BOOL,
    FLOAT,
    INT64,
    Client,
    finish,
    helper,
    identity,
    info,
    json,
    make_model,
    node,
    np,
    socket,
    time,
    unique_name,
)

client, faults = Client(), []


def endless_on_demand():
    """Runs as many rounds as the call says: READY by right, as the made-up input says 1."""
    body = helper.make_graph(
        [node("Identity", ["c"], ["c2"]), node("Identity", ["a"], ["a2"])],
        "body",
        [info("i", INT64, []), info("c", BOOL, []), info("a", FLOAT, [1])],
        [info("c2", BOOL, []), info("a2", FLOAT, [1])],
    )
    zero = {"z": np.zeros(1, np.float32)}
    nodes = [node("Loop", ["n", "", "z"], ["y"], body=body)]
    return make_model(nodes, [info("n", INT64, [1])], [info("y", FLOAT, [1])], zero)


hung, other = unique_name("hung"), unique_name("other")
for name, content in ((hung, endless_on_demand()), (other, identity())):
    answer = client.upload(name, {"model.onnx": content})
    assert answer.status == 201, answer
good = {"tensors": {"x": [[1]]}}
assert client.predict(other, good).status == 200
order = json.dumps({"inputs": [{"name": "n", "datatype": "INT64", "shape": [1], "data": [2**62]}]}).encode()
head = f"POST /v2/models/{hung}/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
calls = []
for _ in range(max(2, os.cpu_count() or 2) + 1):  # as many as there are instances, and one more
    calls.append(socket.create_connection((client.address.hostname, client.address.port)))
    calls[-1].sendall(head.encode() + f"Content-Length: {len(order)}\r\n\r\n".encode() + order)
time.sleep(2)


def look(when):
    for what, arguments in {
        "liveness": ("GET", "/v2/health/live"),
        "readiness": ("GET", "/v2/health/ready"),
        "another model": ("POST", f"/models/{other}/predict", good),
        "a list": ("GET", "/models"),
    }.items():
        answer = client.call(*arguments, timeout=20)
        if answer.status != 200:
            faults.append(f"{what} {when}: {answer}")


look("while calls hang")
for call in calls[1:]:
    call.close()
look("after their callers have gone")
calls[0].settimeout(60)
said = calls[0].recv(4096).decode()
if not said.startswith("HTTP/1.1 504") or "TIMEOUT" not in said:
    faults.append(f"the hung call that was waited for: {said[:200] or 'cut'}")
time.sleep(2)
metrics = client.call("GET", f"/models/{hung}/metrics")
if metrics.status != 200 or b"TIMEOUT" not in metrics.body:
    faults.append(f"the model's metrics do not tell of it: {metrics}")
finish(faults)
