"""A model, and the Open Inference Protocol's JSON around it: what each server here is written with."""

import os

import numpy as np
import onnxruntime

DATATYPES = {"FP32": np.float32, "INT64": np.int64, "BYTES": object}
NAMES = {"float32": "FP32", "int64": "INT64", "object": "BYTES"}


class OnnxModel:
    """A session with as many threads a run as MODEL_THREADS says."""

    def __init__(self, file: str | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("MODEL_THREADS", "1"))
        self._session = onnxruntime.InferenceSession(file or os.environ["MODEL_FILE"], options)
        self.inputs = self._session.get_inputs()
        self.outputs = self._session.get_outputs()
        self._names = [output.name for output in self.outputs]

    def run(self, feeds: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return dict(zip(self._names, self._session.run(None, feeds), strict=True))

    def infer(self, inputs: list[dict]) -> list[dict]:
        """Tensors of JSON to tensors whose data is still an array, in its shape."""
        feeds = {
            each["name"]: np.array(each["data"], DATATYPES[each["datatype"]]).reshape(each["shape"])
            for each in inputs
        }
        return [
            {
                "name": name,
                "datatype": NAMES[str(array.dtype)],
                "shape": list(array.shape),
                "data": array.reshape(-1),
            }
            for name, array in self.run(feeds).items()
        ]


def with_lists(outputs: list[dict]) -> list[dict]:
    """Likewise for what makes JSON of lists only."""
    return [{**each, "data": each["data"].tolist()} for each in outputs]
