"""At `kill -9` of everything, each prediction that was answered is counted: but the last one, whose
answer goes out first.
"""

import re

from support import Service, finish, identity, make_folder, os, signal, unique_name

KILLS = 4
ANSWERS = 60
home, name, faults = make_folder(), unique_name(), []
answered = 0
for kill in range(KILLS):
    service = Service(home)
    assert service.await_start(), service.said
    if kill == 0:
        assert service.upload(name, {"model.onnx": identity()}).status == 201
    for _ in range(ANSWERS):
        answered += service.predict(name, {"tensors": {"x": [[1]]}}).status == 200
    os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait(15)
lines = [line for file in (home / "metrics").glob("*.jsonl") for line in file.open()]
counted = sum(name in line and '"Predictions":1' in line for line in lines)
if not answered - KILLS <= counted <= answered:
    faults.append(f"{counted} of {answered} predictions are counted after {KILLS} kills")

# Scraped in the middle of traffic, all that came before is there.
service = Service(home)
assert service.await_start(), service.said
for _ in range(ANSWERS):
    service.predict(name, {"tensors": {"x": [[1]]}})
text = service.call("GET", "/metrics").body.decode()
scraped = re.search(rf'maas_predictions_total{{model="{name}",version="1"}} (\d+)', text)
if scraped is None or int(scraped[1]) < ANSWERS - 1:
    faults.append(f"Prometheus reads {scraped and scraped[0]} after {ANSWERS} predictions")
service.stop()
finish(faults)
