"""A custom runtime of MLServer."""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse
from onnx_model import OnnxModel


class OnnxRuntime(MLModel):
    async def load(self) -> bool:
        self._model = OnnxModel()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {
            each.name: self.decode(each, default_codec=NumpyCodec).reshape(each.shape)
            if each.datatype != "BYTES"
            else as_strings(StringCodec.decode_input(each), each.shape)
            for each in payload.inputs
        }
        outputs = [
            StringCodec.encode_output(name, array.tolist())
            if array.dtype == object
            else NumpyCodec.encode_output(name, array)
            for name, array in self._model.run(feeds).items()
        ]
        return InferenceResponse(model_name=self.name, outputs=outputs)


def as_strings(texts: list[str], shape: list[int]) -> np.ndarray:
    return np.array(texts, object).reshape(shape)
