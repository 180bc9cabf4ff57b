"""Uploads behind validations that never end are answered in time, none of them goes live after its
caller was told that it failed, and a deleted version's validation ends.
"""

from concurrent.futures import ThreadPoolExecutor

from support import Client, finish, identity, slow_model, time, unique_name

client, faults = Client(), []
endless = [unique_name("endless") for _ in range(2)]
for name in endless:
    client.submit(name, {"model.onnx": slow_model(2**40)})
time.sleep(2)


def upload(name):
    return name, client.upload(name, {"model.onnx": identity()})


with ThreadPoolExecutor(24) as pool:
    answers = list(pool.map(upload, [unique_name("queued") for _ in range(24)]))
for name, answer in answers:
    if answer.status not in (201, 202, 503):
        faults.append(f"an upload in a queue: {answer}")
if sum(answer.status in (201, 202) for _, answer in answers) < 12:
    faults.append(f"of 24 uploads only these are taken: {[answer.status for _, answer in answers]}")

for name in endless:
    answer = client.call("DELETE", f"/models/{name}/versions/1")
    if answer.status != 204:
        faults.append(f"DELETE of a version under validation: {answer}")
started = time.monotonic()
answer = client.upload(unique_name("after"), {"model.onnx": identity()})
if answer.status not in (201, 202) or answer.seconds > 20:
    faults.append(f"an upload after the endless ones were deleted: {answer}")
records = [
    client.settle(name, 1, seconds=30) for name, answer in answers if answer.status in (201, 202)
]
for record in records:
    if record["status"] != "READY":
        faults.append(f"a taken upload is {record['status']}")
for name, answer in answers:
    if answer.status >= 400 and client.call("GET", f"/v2/models/{name}/ready").status == 200:
        faults.append(f"an upload that was refused with {answer.status} is served")
finish(faults)
