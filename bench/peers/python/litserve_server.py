"""LitServe around one model. Arguments: the port, and how many workers."""

import sys

import litserve
from onnx_model import OnnxModel, with_lists


class Served(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self._model = OnnxModel()

    def decode_request(self, request: dict) -> list[dict]:
        return request["inputs"]

    def predict(self, inputs: list[dict]) -> list[dict]:
        return with_lists(self._model.infer(inputs))

    def encode_response(self, output: list[dict]) -> dict:
        return {"outputs": output}


if __name__ == "__main__":
    port, workers = map(int, sys.argv[1:])
    server = litserve.LitServer(
        Served(api_path="/infer"), accelerator="cpu", workers_per_device=workers
    )
    server.run(host="127.0.0.1", port=port, generate_client_file=False, log_level="warning")
