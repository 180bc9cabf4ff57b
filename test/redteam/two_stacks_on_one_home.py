"""A second start on the same MAAS_HOME is refused whatever its TMPDIR is, and disturbs nothing;
after `kill -9` the next one starts.
"""

from support import Service, finish, make_folder, os, signal, slow_model, time, unique_name

home, name, faults = make_folder(), unique_name(), []
first = Service(home, MAAS_PROBE_TIMEOUT_MS="300000")  # a busy machine must not look like a fault
assert first.await_start(), first.said
version = first.submit(name, {"model.onnx": slow_model(4_000_000)})
time.sleep(1)

link = make_folder() / "link"
link.symlink_to(home)
for what, second in (
    ("with another TMPDIR", Service(home, TMPDIR=str(make_folder()))),
    ("through a symlink", Service(link)),
):
    if second.await_start(60):
        faults += [f"a second service runs {what}"]
    elif "already serves" not in second.said:
        faults += [f"{what} it says {second.said[-300:]}"]
    second.stop()
record = first.settle(name, version, seconds=300)
if record["status"] != "READY" or record.get("rejection"):
    faults += [f"a good model is {record['status']}: {record.get('rejection')}"]

os.killpg(first.process.pid, signal.SIGKILL)
first.process.wait()
third = Service(home)
if not third.await_start():
    faults += [f"after kill -9 it does not start: {third.said[-300:]}"]
third.stop()
finish(faults)
