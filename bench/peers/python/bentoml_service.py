"""BentoML around one model."""

import os

import bentoml
from onnx_model import OnnxModel, with_lists


@bentoml.service(workers=int(os.environ["WORKERS"]), logging={"access": {"enabled": False}})
class Served:
    def __init__(self) -> None:
        self._model = OnnxModel()

    @bentoml.api(route="/infer")
    async def infer(self, inputs: list[dict]) -> dict:
        return {"outputs": with_lists(self._model.infer(inputs))}
