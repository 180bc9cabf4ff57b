"""A truth that was answered 200 counts, and counts once, however often the service is killed while truths come."""

import os
import random
import signal
import threading
import time

from support import Client, Service, finish, identity, make_folder, unique_name

KILLS, ROUNDS, CLIENTS = 6, 200, 4
dice = random.Random(7)
home = make_folder()
name = unique_name("truths")
faults, taken = [], set()
stop = threading.Event()
service = Service(home)
assert service.await_start(), service.said
answer = service.upload(name, {"model.onnx": identity()}, task="tabular-regression")
assert answer.status == 201, answer
client = Client(service.url)
items = []
for call in range(ROUNDS):
    answer = client.predict(name, {"rows": [[float(call)], [float(call) + 0.5]]})
    assert answer.status == 200, answer
    for index in range(2):
        items.append(
            {"predictionId": answer.headers["x-prediction-id"], "index": index, "truth": call}
        )
order = list(range(len(items)))
dice.shuffle(order)


def send(places):
    """Each truth until it is taken, as a client does whose call broke off."""
    for place in places:
        while not stop.is_set():
            answer = client.call("POST", f"/models/{name}/feedback", items[place], timeout=20)
            if answer.status == 200:
                taken.add(place)
                break
            if 400 <= answer.status < 500:
                faults.append(f"truth {place} was refused: {answer}")
                break
            time.sleep(0.05)


threads = [threading.Thread(target=send, args=(order[at::CLIENTS],)) for at in range(CLIENTS)]
for thread in threads:
    thread.start()
for _ in range(KILLS):
    time.sleep(dice.uniform(0.2, 1.2))
    os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait(15)
    port = str(client.address.port)
    service = Service(home, PORT=port)
    service.address = client.address
    assert service.await_start(), service.said
for thread in threads:
    thread.join(120)
stop.set()
if len(taken) != len(items):
    faults.append(f"{len(taken)} of {len(items)} truths were taken")
for repeat in range(2):
    accuracy = client.call("GET", f"/models/{name}/metrics").json["accuracy"]
    if accuracy["truths"] != len(taken):
        faults.append(f"{accuracy['truths']} truths count, and {len(taken)} were answered 200")
    error = sum(abs(float(i // 2) + 0.5 * (i % 2) - i // 2) for i in range(len(items)))
    [value] = accuracy["values"]
    if abs(value["meanAbsoluteError"] - error / len(items)) > 1e-9:
        faults.append(f"the mean absolute error is {value['meanAbsoluteError']}")
    again = client.call("POST", f"/models/{name}/feedback", items, timeout=60).json
    if again["repeated"] != len(items):
        faults.append(f"sent once more, {again['counted']} count again, {again['refused']} refused")
print(f"{len(items)} truths, {KILLS} kills")
finish(faults)
