"""KServe's ModelServer around one model. Arguments: those of KServe."""

import kserve
import numpy as np
from kserve import InferOutput, InferRequest, InferResponse
from onnx_model import NAMES, OnnxModel


class Served(kserve.Model):
    def __init__(self) -> None:
        super().__init__("model")
        self._model = None
        self.ready = True

    def load(self) -> bool:
        return True

    def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        self._model = self._model or OnnxModel()  # in the worker that it is to run in
        outputs = []
        for name, array in self._model.run(
            {each.name: to_array(each) for each in payload.inputs}
        ).items():
            output = InferOutput(name, list(array.shape), NAMES[str(array.dtype)])
            output.set_data_from_numpy(array, binary_data=False)
            outputs.append(output)
        return InferResponse(payload.id or "call", self.name, outputs)


def to_array(tensor) -> np.ndarray:
    array = tensor.as_numpy()
    if tensor.datatype != "BYTES":
        return array
    texts = [each.decode() if isinstance(each, bytes) else each for each in array.reshape(-1)]
    return np.array(texts, object).reshape(tensor.shape)


if __name__ == "__main__":
    kserve.ModelServer(enable_grpc=False, enable_latency_logging=False).start([Served()])
