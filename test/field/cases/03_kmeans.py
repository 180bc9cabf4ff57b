"""KMeans: the score beside the cluster is the distance to the farthest of the others.

onnx/sklearn-onnx#633, dotnet/machinelearning#3473; Oracle's service for ONNX models asks for a
clusteringDistanceOutput of its own. The second output holds distances to every centre, named
"scores".
Right: the cluster, and if there is a score, the one of that cluster; or no scores at all; or served as tensors.
"""

from common import made, near, need


def run(service):
    content, expected = made("kmeans")
    name = service.serve({"model.onnx": content})
    response = service.predict(name, {"rows": expected["rows"]})
    if response.status_code != 200:
        return need(
            400 <= response.status_code < 500,
            response.text,
            "an answer, or a refusal as the caller's fault",
        )
    for record, label, distances in zip(response.json(), expected["labels"], expected["distances"]):
        need(record["label"] == label, record, f"the cluster {label}")
        need(
            record.get("score") is None or near(record["score"], distances[label], 1e-3),
            record,
            f"the distance to the cluster {label}, {distances[label]}, or no score",
        )
