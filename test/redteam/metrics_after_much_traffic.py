"""A model's metrics are answered within seconds after hundreds of thousands of predictions: sooner
than anybody else parses their lines, and at once when they were asked for before.
"""

from support import Service, finish, identity, json, make_folder, time, unique_name

LINES = 240_000
home, name, faults = make_folder(), unique_name(), []
service = Service(home)
assert service.await_start(), service.said
for _ in range(3):
    assert service.upload(name, {"model.onnx": identity()}).status == 201
assert service.predict(name, {"tensors": {"x": [[1]]}}).status == 200
time.sleep(0.5)
file = max((home / "metrics").glob("*.jsonl"))
line = next(line for line in reversed(file.read_text().splitlines()) if name in line)
with file.open("a") as lines:
    lines.write(f"{line}\n" * LINES)
started = time.monotonic()
with file.open() as lines:
    for line in lines:
        json.loads(line)
parsing = time.monotonic() - started
for query, longest in (("", 2 * parsing), ("?period=P14D", parsing / 4)):
    answer = service.call("GET", f"/models/{name}/metrics{query}", timeout=60)
    if answer.status != 200 or answer.seconds > longest:
        faults.append(
            f"metrics{query}: {answer.status} after {answer.seconds:.1f} s, not {longest:.1f}"
        )
    elif not 0 < answer.body.count(str(LINES + 1).encode()):
        faults.append(f"metrics{query} count no {LINES + 1} predictions: {answer}")
service.stop()
finish(faults)
