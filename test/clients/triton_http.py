"""tritonclient.http with its defaults untouched (binary both ways), in JSON, and compressed."""

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

from checks import HOST, check, raises, report

client = triton.InferenceServerClient(HOST, concurrency=4)

ALL = {
    "BOOL": np.array([True, False, True]),
    "UINT8": np.array([0, 255, 7], np.uint8),
    "UINT16": np.array([0, 65535, 7], np.uint16),
    "UINT32": np.array([0, 2**32 - 1, 7], np.uint32),
    "UINT64": np.array([0, 2**64 - 1, 2**53 + 1], np.uint64),
    "INT8": np.array([-128, 127, 0], np.int8),
    "INT16": np.array([-(2**15), 2**15 - 1, 0], np.int16),
    "INT32": np.array([-(2**31), 2**31 - 1, 0], np.int32),
    "INT64": np.array([-(2**63), 2**63 - 1, 2**53 + 1], np.int64),
    "FP16": np.array([1.5, -0.0, np.inf], np.float16),
    "FP32": np.array([0.1, -0.0, np.nan], np.float32),
    "FP64": np.array([0.1, 5e-324, -np.inf], np.float64),
    "BYTES": np.array(["", "这是一个正面的文本", "😀"], np.object_),
}


def to_input(name, array, **options):
    tensor = triton.InferInput(name, array.shape, np_to_triton_dtype(array.dtype))
    tensor.set_data_from_numpy(array, **options)
    return tensor


def texts(*values):
    return np.array([[value] for value in values], np.object_)


def ask(text_values=("这是一个正面的文本", "这是一个负面的文本"), binary=True, **options):
    return client.infer(
        "sentiment", [to_input("text", texts(*text_values), binary_data=binary)], **options
    )


def labels(result):
    return [
        value.decode() if isinstance(value, bytes) else value for value in result.as_numpy("label")
    ]


def same(expected, got):
    if expected.dtype == np.object_:
        return [value.decode() if isinstance(value, bytes) else value for value in got] == list(
            expected
        )
    return expected.dtype == got.dtype and expected.tobytes() == got.tobytes()


@check
def server_is_live_and_ready():
    assert client.is_server_live() and client.is_server_ready()


@check
def server_names_its_extensions():
    metadata = client.get_server_metadata()
    assert {"binary_tensor_data", "model_repository", "statistics"} <= set(
        metadata["extensions"]
    ), metadata


@check
def model_is_ready_and_others_are_not():
    assert (
        client.is_model_ready("sentiment")
        and client.is_model_ready("sentiment", "1")
        and client.is_model_ready("sentiment", "live")
    )
    assert not client.is_model_ready("none") and not client.is_model_ready("sentiment", "999")


@check
def metadata_tells_names_types_and_shapes():
    metadata = client.get_model_metadata("sentiment")
    assert metadata["inputs"] == [{"name": "text", "datatype": "BYTES", "shape": [-1, 1]}], metadata
    assert (
        "1" in metadata["versions"]
        and client.get_model_metadata("sentiment", "1")["name"] == "sentiment"
    )


@check
def repository_index_lists_the_models():
    entries = client.get_model_repository_index()
    assert {"name": "sentiment", "version": "1", "state": "READY", "reason": ""} in entries, entries


@check
def defaults_answer_in_binary():
    result = ask()
    assert labels(result) == ["positive", "negative"]
    assert result.get_output("probabilities")["parameters"]["binary_data_size"] == 16
    assert np.allclose(result.as_numpy("probabilities").sum(axis=1), 1, atol=1e-5)


@check
def every_datatype_survives_in_binary():
    result = client.infer("clients-all", [to_input(name, array) for name, array in ALL.items()])
    for name, array in ALL.items():
        assert same(array, result.as_numpy(f"{name}-out")), name


@check
def json_both_ways_gives_the_same():
    outputs = [
        triton.InferRequestedOutput(name, binary_data=False) for name in ("label", "probabilities")
    ]
    result = ask(binary=False, outputs=outputs)
    assert labels(result) == ["positive", "negative"]
    assert np.array_equal(result.as_numpy("probabilities"), ask().as_numpy("probabilities"))


@check
def wide_integers_are_exact_in_json():
    inputs = [
        to_input(
            name, array, **({} if name == "FP16" else {"binary_data": name in ("FP32", "FP64")})
        )
        for name, array in ALL.items()
    ]
    outputs = [
        triton.InferRequestedOutput(f"{name}-out", binary_data=name in ("FP16", "FP32", "FP64"))
        for name in ALL
    ]
    result = client.infer("clients-all", inputs, outputs=outputs)
    for name, array in ALL.items():
        assert same(array, result.as_numpy(f"{name}-out")), name


@check
def only_the_outputs_asked_for_come_back():
    result = ask(outputs=[triton.InferRequestedOutput("label")])
    assert [output["name"] for output in result.get_response()["outputs"]] == ["label"]


@check
def gzip_and_deflate_requests_are_read():
    for algorithm in ("gzip", "deflate"):
        assert labels(
            ask(request_compression_algorithm=algorithm, response_compression_algorithm=algorithm)
        ) == ["positive", "negative"]
        assert labels(ask(binary=False, request_compression_algorithm=algorithm)) == [
            "positive",
            "negative",
        ]


@check
def id_version_and_parameters_are_taken():
    result = ask(
        request_id="编号-42", model_version="1", priority=1, timeout=1000, parameters={"note": "x"}
    ).get_response()
    assert (
        result["id"] == "编号-42"
        and result["model_version"] == "1"
        and result["model_name"] == "sentiment"
    ), result
    assert ask(model_version="live").get_response()["model_version"] == "1"


@check
def many_at_once_are_all_answered():
    matrices = [np.full((2, 4), index, np.float32) for index in range(32)]
    calls = [client.async_infer("clients-fp32", [to_input("x", matrix)]) for matrix in matrices]
    for matrix, call in zip(matrices, calls):
        assert np.array_equal(call.get_result().as_numpy("y"), matrix)


@check
def an_empty_batch_comes_back_empty():
    result = client.infer("clients-fp32", [to_input("x", np.zeros((0, 4), np.float32))])
    assert result.as_numpy("y").shape == (0, 4)


@check
def large_tensors_come_back_whole():
    matrix = np.random.default_rng(7).standard_normal((100_000, 4), np.float32)
    assert np.array_equal(
        client.infer("clients-fp32", [to_input("x", matrix)]).as_numpy("y"), matrix
    )


@check
def statistics_grow_by_what_succeeded():
    def count(kind):
        # Every instance counts its own; one call after the other goes to the same one.
        stats = client.get_inference_statistics("sentiment", "1")["model_stats"][0][
            "inference_stats"
        ]
        return stats[kind]["count"]

    ask()
    before = count("success"), count("fail")
    for _ in range(3):
        ask()
    raises(
        InferenceServerException,
        lambda: client.infer("sentiment", [to_input("text", np.zeros((1, 1), np.float32))]),
    )
    assert (count("success"), count("fail")) == (before[0] + 3, before[1] + 1)


@check
def unknown_models_and_versions_are_errors_that_say_so():
    raises(
        InferenceServerException,
        lambda: client.infer("none", [to_input("text", texts("a"))]),
        "404",
        "none",
    )
    raises(InferenceServerException, lambda: ask(model_version="999"), "404", "999")
    raises(InferenceServerException, lambda: client.get_model_metadata("none"), "404")
    raises(InferenceServerException, lambda: client.get_inference_statistics("none"), "404")


@check
def wrong_inputs_are_errors_that_say_what_is_wrong():
    floats = np.zeros((1, 4), np.float32)
    raises(
        InferenceServerException,
        lambda: client.infer("clients-fp32", [to_input("z", floats)]),
        "400",
        "z",
    )
    raises(
        InferenceServerException,
        lambda: client.infer("clients-fp32", [to_input("x", floats.astype(np.float64))]),
        "400",
        "FP32",
    )
    raises(
        InferenceServerException,
        lambda: client.infer("clients-fp32", [to_input("x", np.zeros((1, 3), np.float32))]),
        "400",
        "[-1, 4]",
    )
    raises(
        InferenceServerException,
        lambda: client.infer("clients-fp32", [to_input("x", floats), to_input("x", floats)]),
        "400",
        "twice",
    )
    raises(
        InferenceServerException,
        lambda: client.infer(
            "clients-fp32", [to_input("x", floats)], outputs=[triton.InferRequestedOutput("none")]
        ),
        "400",
        "none",
    )
    raises(
        InferenceServerException,
        lambda: client.infer(
            "clients-fp32",
            [to_input("x", floats)],
            outputs=[triton.InferRequestedOutput("y", class_count=3)],
        ),
        "501",
        "classification",
    )


@check
def the_service_still_answers_after_all_that():
    assert client.is_server_live() and labels(ask()) == ["positive", "negative"]


report("tritonclient.http")
