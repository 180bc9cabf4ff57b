"""Among models that hang, eat memory and die, no call of an honest model fails, each death is
counted once, and the gateway's memory and descriptors stay flat. SOAK_MINUTES says for how long.
"""

import random
import threading
from collections import Counter

import numpy as np
from support import (
    FLOAT,
    INT64,
    Path,
    Service,
    finish,
    identity,
    info,
    json,
    make_folder,
    make_model,
    node,
    os,
    signal,
    slow_model,
    socket,
    time,
    unique_name,
)

MINUTES = float(os.environ.get("SOAK_MINUTES", "3"))
LIMIT_SECONDS = 8
# What V8 may leave uncollected, MB: without it a gateway of 20 MB in use has 150 more of garbage
# after some minutes, and a leak could not be told from it. A leak ends the process at this limit.
HEAP_MB = 96
home, faults = make_folder(), []
service = Service(
    home,
    *("--predict-timeout", str(LIMIT_SECONDS), "--instances", "predict=2"),
    NODE_OPTIONS=f"--max-old-space-size={HEAP_MB}",
)
assert service.await_start(), service.said


def greedy_model():
    """Takes 4 bytes for each of the `n` that its caller names."""
    nodes = [
        node("ConstantOfShape", ["n"], ["t"]),
        node("ReduceSum", ["t"], ["z"], keepdims=0),
        node("Add", ["x", "z"], ["y"]),
    ]
    return make_model(
        nodes, [info("x", FLOAT, [1]), info("n", INT64, [1])], [info("y", FLOAT, [1])]
    )


def matrix_model():
    weights = np.random.default_rng(1).random((64, 64), np.float32)
    return make_model(
        [node("MatMul", ["x", "w"], ["y"])],
        [info("x", FLOAT, ["N", 64])],
        [info("y", FLOAT, ["N", 64])],
        {"w": weights},
    )


MODELS = {
    "plain": identity(),
    "matrix": matrix_model(),
    "hung": slow_model(1, given_by_caller=True),
    "left": slow_model(1, given_by_caller=True),
    "killed": slow_model(1, given_by_caller=True),
    "greedy": greedy_model(),
}
names = {what: unique_name(what) for what in MODELS}
for what, model in MODELS.items():
    answer = service.upload(names[what], {"model.onnx": model})
    assert answer.status == 201, answer

HONEST = {
    what: {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, size], "data": [0.5] * size}]}
    for what, size in (("plain", 1), ("matrix", 64))
}
stop, seconds, answers, left = (
    threading.Event(),
    {"before": [], "among": []},
    {"hung": [], "killed": [], "greedy": []},
    [],
)
phase = "before"


def ask(what, n):
    inputs = [
        {"name": "x", "datatype": "FP32", "shape": [1], "data": [1]},
        {"name": "n", "datatype": "INT64", "shape": [1], "data": [n]},
    ]
    return service.call("POST", f"/v2/models/{names[what]}/infer", {"inputs": inputs})


def be_honest(what):
    while not stop.is_set():
        answer = service.call("POST", f"/v2/models/{names[what]}/infer", HONEST[what], timeout=30)
        seconds[phase].append(answer.seconds)
        if answer.status != 200:
            faults.append(f"an honest call of '{what}' {phase}: {answer}")
        time.sleep(0.02)


def hang():
    answers["hung"].append(ask("hung", 2**62))


def leave():
    request = json.dumps(
        {
            "inputs": [
                {"name": "x", "datatype": "FP32", "shape": [1], "data": [1]},
                {"name": "n", "datatype": "INT64", "shape": [1], "data": [2**62]},
            ]
        }
    ).encode()
    with socket.create_connection((service.address.hostname, service.address.port)) as connection:
        connection.sendall(
            f"POST /v2/models/{names['left']}/infer HTTP/1.1\r\n"
            f"Host: localhost\r\nContent-Length: {len(request)}\r\n\r\n".encode()
            + request
        )
        time.sleep(1)
    left.append(1)


def eat():
    answers["greedy"].append(ask("greedy", 2**30))


def die():
    killer = threading.Thread(target=kill_instance)
    killer.start()
    answers["killed"].append(ask("killed", 2**62))
    killer.join()


def kill_instance():
    """As the kernel does when the machine's memory is over: the instance that runs the model, which its note names."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        time.sleep(0.3)
        notes = [
            note
            for note in home.glob("tmp/predict-*/prediction.json")
            if holds(note, names["killed"])
        ]
        owners = [
            process
            for note in notes
            for process in service_processes()
            if holds(process / "environ", f"MAAS_PREDICTION_NOTE={note}\0")
        ]
        for process in owners:
            os.kill(int(process.name), signal.SIGKILL)
        if owners:
            return


def holds(file, text):
    try:
        return text.encode() in file.read_bytes()
    except OSError:
        return False


def service_processes():
    return [
        process
        for process in Path("/proc").glob("[0-9]*")
        if holds(process / "environ", f"MAAS_HOME={home}\0")
    ]


def repeat(act, pause):
    while not stop.is_set():
        act()
        time.sleep(pause * random.uniform(0.5, 1.5))


def measure():
    """MB and descriptors of the gateway: the process that the port belongs to."""
    gateway = next(
        process
        for process in service_processes()
        if holds(process / "cmdline", "main.ts") and not holds(process / "cmdline", "launch.mjs")
    )
    status = (gateway / "status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024, len(list((gateway / "fd").iterdir()))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


def run(actors, for_seconds):
    threads = [threading.Thread(target=act, args=arguments) for act, *arguments in actors]
    for thread in threads:
        thread.start()
    figures = [measure() for _ in range(10) if not time.sleep(for_seconds / 10)]
    stop.set()
    for thread in threads:
        thread.join()
    stop.clear()
    return figures


honest = [(be_honest, what) for what in HONEST]
run(honest, MINUTES * 60 * 0.25)
phase = "among"
figures = run(
    [*honest, (repeat, hang, 1), (repeat, leave, 4), (repeat, die, 4), (repeat, eat, 4)],
    MINUTES * 60 * 0.75,
)
time.sleep(LIMIT_SECONDS + 4)

for what, code, status in (
    ("hung", "TIMEOUT", 504),
    ("killed", "PROCESS_DIED", 502),
    ("greedy", "MEMORY_LIMIT", 502),
):
    got = Counter((answer.status, answer.json.get("code")) for answer in answers[what])
    # A run's time may be over before anything else is, and memory that is taken and given back
    # between two looks ends nothing.
    allowed = {(status, code), (504, "TIMEOUT")} | ({(200, None)} if what == "greedy" else set())
    if (status, code) not in got or not set(got) <= allowed:
        faults.append(f"calls of '{what}' are answered {got}, and should be {status} {code}")
    metrics = service.call("GET", f"/models/{names[what]}/metrics").json
    counted = metrics["errors"]["byType"]
    if (
        counted != {code: count for (_, code), count in got.items() if code}
        or metrics["predictions"] != got.total()
    ):
        faults.append(
            f"{got} of '{what}' are counted as {counted} of {metrics['predictions']} predictions"
        )
metrics = service.call("GET", f"/models/{names['left']}/metrics").json
counted = {**metrics["errors"]["byType"], **metrics["clientErrors"]["byType"]}
if sum(counted.values()) != metrics["predictions"] or not 0 < metrics["predictions"] <= len(
    left
):  # one that left the queue was none
    faults.append(
        f"{len(left)} calls that were left are counted as {counted} of {metrics['predictions']} predictions"
    )

(first_mb, first_open), (last_mb, last_open) = figures[2], figures[-1]
if last_mb > first_mb * 1.3 + 30 or last_open > first_open + 30:
    faults.append(
        f"the gateway went from {first_mb} MB and {first_open} descriptors to {last_mb} MB and {last_open}"
    )
before, among = (percentile(seconds[when], 0.99) for when in ("before", "among"))
print(
    f"{MINUTES:g} minutes: {len(seconds['before'])} and {len(seconds['among'])} honest calls, "
    f"p50 {percentile(seconds['before'], 0.5):.0f} and "
    f"{percentile(seconds['among'], 0.5):.0f} ms, "
    f"p99 {before:.0f} and {among:.0f} ms ({among / before:.1f} times), "
    f"slowest {max(seconds['among']):.1f} s; "
    f"{', '.join(f'{len(got)} {what}' for what, got in answers.items())}, {len(left)} left; "
    f"gateway {first_mb} to {last_mb} MB, {first_open} to {last_open} descriptors"
)
finish(faults[:20])
