"""A single file sent as C:\\models\\model.onnx is refused, though "a file that is the whole bundle
is the model, whatever it is called".

opencpu/opencpu#74, openai/openai-dotnet#1186, assembl/assembl#688: clients of PHP and .NET send the
whole path (RFC 7578, 4.2, tells servers to take its last part).
Right: taken as the model.
"""

import requests

from common import near, need, weighted_sum


def run(service):
    name = service.name()
    uploaded = requests.post(
        service.url + "/upload",
        files={"model": ("C:\\models\\my model.onnx", weighted_sum().SerializeToString())},
        data={"name": name},
        timeout=60,
    )
    need(uploaded.status_code == 201, uploaded.text, "201, READY")
    need(near(service.answer(name, {"rows": [[1, 2, 3, 4]]})[0]["value"], 30), "", "30")
