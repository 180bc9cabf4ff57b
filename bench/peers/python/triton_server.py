"""Triton as PyPI has it, with its batching. Argument: the port."""

import os
import socket
import sys
import sysconfig

import numpy as np
import onnxruntime
from onnx_model import OnnxModel
from pytriton.decorators import batch
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

MOST = 16
TYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(string)": bytes}


def to_tensor(value: onnxruntime.NodeArg) -> Tensor:
    """Without the batch's axis; it wants an axis beside that."""
    shape = [size if isinstance(size, int) and size > 0 else -1 for size in value.shape[1:]]
    return Tensor(name=value.name, dtype=TYPES[value.type], shape=tuple(shape or [1]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_own_python() -> None:
    """Its backend is linked to a libpython, which has to be the one whose library it then reads."""
    known = [sysconfig.get_config_var("LIBDIR") or "", os.environ.get("LD_LIBRARY_PATH", "")]
    os.environ["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, known))


def main() -> None:
    find_own_python()
    model = OnnxModel()

    @batch
    def infer(**inputs: np.ndarray) -> dict[str, np.ndarray]:
        feeds = {
            name: np.char.decode(array.astype(bytes), "utf-8").astype(object)
            if array.dtype.kind in "SO"
            else array
            for name, array in inputs.items()
        }
        return {
            name: np.char.encode(array.astype(str), "utf-8").reshape(-1, 1)
            if array.dtype == object
            else array
            for name, array in model.run(feeds).items()
        }

    ports = {"grpc_port": free_port(), "metrics_port": free_port()}
    config = TritonConfig(http_port=int(sys.argv[1]), http_address="127.0.0.1", **ports)
    with Triton(config=config) as triton:
        triton.bind(
            model_name="model",
            infer_func=infer,
            inputs=[to_tensor(each) for each in model.inputs],
            outputs=[to_tensor(each) for each in model.outputs],
            config=ModelConfig(max_batch_size=MOST),
        )
        triton.serve()


if __name__ == "__main__":
    main()
