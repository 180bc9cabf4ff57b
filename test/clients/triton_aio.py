"""tritonclient.http.aio: the same protocol from an event loop."""

import asyncio

import numpy as np
import tritonclient.http.aio as triton
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

from checks import HOST, check_async, raises_async, report


def to_input(name, array, **options):
    tensor = triton.InferInput(name, array.shape, np_to_triton_dtype(array.dtype))
    tensor.set_data_from_numpy(array, **options)
    return tensor


TEXTS = np.array([["这是一个正面的文本"], ["这是一个负面的文本"]], np.object_)


async def main():
    client = triton.InferenceServerClient(HOST)

    async def ask(binary=True, **options):
        result = await client.infer(
            "sentiment", [to_input("text", TEXTS, binary_data=binary)], **options
        )
        return [
            value.decode() if isinstance(value, bytes) else value
            for value in result.as_numpy("label")
        ]

    async def server_is_live_and_ready():
        assert await client.is_server_live() and await client.is_server_ready()

    async def model_is_ready_and_others_are_not():
        assert await client.is_model_ready("sentiment", "live") and not await client.is_model_ready(
            "none"
        )

    async def metadata_can_be_read():
        assert (await client.get_model_metadata("sentiment"))["platform"] == "onnx_onnxv1"
        assert "statistics" in (await client.get_server_metadata())["extensions"]

    async def repository_index_lists_the_models():
        assert any(
            entry["name"] == "sentiment" and entry["state"] == "READY"
            for entry in await client.get_model_repository_index()
        )

    async def defaults_answer_in_binary():
        assert await ask() == ["positive", "negative"]

    async def json_both_ways_gives_the_same():
        assert await ask(
            binary=False, outputs=[triton.InferRequestedOutput("label", binary_data=False)]
        ) == ["positive", "negative"]

    async def compressed_requests_are_read():
        assert (
            await ask(request_compression_algorithm="gzip")
            == await ask(request_compression_algorithm="deflate")
            == ["positive", "negative"]
        )

    async def a_version_can_be_named():
        assert await ask(model_version="1", request_id="7") == ["positive", "negative"]

    async def many_at_once_are_all_answered():
        matrices = [np.full((3, 4), index, np.float32) for index in range(24)]
        results = await asyncio.gather(
            *(client.infer("clients-fp32", [to_input("x", matrix)]) for matrix in matrices)
        )
        assert all(
            np.array_equal(result.as_numpy("y"), matrix)
            for result, matrix in zip(results, matrices)
        )

    async def statistics_can_be_read():
        assert (await client.get_inference_statistics("sentiment"))["model_stats"][0][
            "name"
        ] == "sentiment"

    async def errors_say_what_is_wrong():
        await raises_async(
            InferenceServerException, client.infer("none", [to_input("text", TEXTS)]), "404", "none"
        )
        await raises_async(
            InferenceServerException,
            client.infer("clients-fp32", [to_input("x", np.zeros((1, 5), np.float32))]),
            "400",
            "[-1, 4]",
        )
        await raises_async(
            InferenceServerException, client.get_model_metadata("sentiment", "77"), "404"
        )

    for run in [
        value
        for value in locals().values()
        if asyncio.iscoroutinefunction(value) and value is not ask
    ]:
        await check_async(run)
    await client.close()


asyncio.run(main())
report("tritonclient.http.aio")
