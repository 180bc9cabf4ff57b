""" "dimensions": null, as clients write what was not set, is refused under /v1/embeddings.

ANative-Lab/EvoAgentX#214 (the very same answer by another service that uses zod),
openai/openai-openapi#285. vLLM, TEI and Ollama take it as not given.
Right: as if it were not there.
"""

import numpy as np

from common import EMBEDDER_FILES, embedder, mean_vector, near, need


def run(service):
    name = service.serve({"model.onnx": embedder(), **EMBEDDER_FILES})
    response = service.post(
        "/v1/embeddings", json={"model": name, "input": "good movie", "dimensions": None}
    )
    need(response.status_code == 200, response.text, "200")
    vector = mean_vector("good", "movie")
    need(
        near(response.json()["data"][0]["embedding"], vector / np.linalg.norm(vector)),
        response.json(),
        "the vector",
    )
