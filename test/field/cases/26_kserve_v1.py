"""KServe's and TensorFlow Serving's v1 call, POST /v1/models/{model}:predict, is told that it "has
no POST; it takes GET".

kubeflow/community-distribution#2208, kserve/kserve#3674, #1253: who comes from v1 gets an answer
about OpenAI's list of models.
Right: answered; or a refusal that names the call that there is (/v2/models/{model}/infer or /models/{model}/predict).
"""

from common import need, refused, said, weighted_sum


def run(service):
    name = service.serve({"model.onnx": weighted_sum()})
    response = service.post(f"/v1/models/{name}:predict", json={"instances": [[1, 2, 3, 4]]})
    need(
        response.status_code == 200
        or refused(response, ("/v2/models/", f"/models/{name}/predict", "/models/{model}/predict")),
        f"{response.status_code} {said(response)}",
        "a refusal that names the call that there is",
    )
