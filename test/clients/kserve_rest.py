"""KServe's InferenceRESTClient over protocol v2."""

import asyncio

import httpx
import numpy as np
from kserve import InferInput, InferRequest, InferenceRESTClient, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

from checks import URL, check_async, raises_async, report

TEXTS = np.array([["这是一个正面的文本"], ["这是一个负面的文本"]], np.object_)


def request(name, array, datatype, model, binary, **options):
    tensor = InferInput(name=name, shape=list(array.shape), datatype=datatype)
    tensor.set_data_from_numpy(array, binary_data=binary)
    return InferRequest(model_name=model, infer_inputs=[tensor], **options)


async def main():
    client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=60))

    def ask(binary, **options):
        return client.infer(
            URL,
            request("text", TEXTS, "BYTES", "sentiment", binary, **options),
            model_name="sentiment",
        )

    def labels(response):
        output = next(output for output in response.outputs if output.name == "label")
        return [
            value.decode() if isinstance(value, bytes) else value
            for value in output.as_numpy().ravel()
        ]

    async def server_is_live_and_ready():
        assert await client.is_server_live(URL) and await client.is_server_ready(URL)

    async def model_is_ready():
        assert await client.is_model_ready(URL, "sentiment") is True

    async def an_unknown_model_is_not_ready():
        try:
            assert not await client.is_model_ready(URL, "none")
        except httpx.HTTPStatusError as error:
            assert error.response.status_code == 404

    async def json_inputs_are_answered():
        assert labels(await ask(binary=False)) == ["positive", "negative"]

    async def binary_inputs_are_answered():
        assert labels(await ask(binary=True)) == ["positive", "negative"]

    async def binary_outputs_come_back():
        response = await ask(binary=True, parameters={"binary_data_output": True})
        assert labels(response) == ["positive", "negative"]
        probabilities = next(
            output for output in response.outputs if output.name == "probabilities"
        )
        assert (
            probabilities.as_numpy().shape == (2, 2)
            and probabilities.as_numpy().dtype == np.float32
        )

    async def only_the_outputs_asked_for_come_back():
        response = await ask(binary=False, request_outputs=[RequestedOutput("label")])
        assert [output.name for output in response.outputs] == ["label"]

    async def the_id_is_echoed():
        assert (await ask(binary=False, request_id="k-7")).id == "k-7"

    async def floats_survive_both_ways():
        matrix = np.array([[0.1, -0.0, 3.4e38, 1e-45]], np.float32)
        for binary in (False, True):
            response = await client.infer(
                URL,
                request(
                    "x",
                    matrix,
                    "FP32",
                    "clients-fp32",
                    binary,
                    parameters={"binary_data_output": binary},
                ),
                model_name="clients-fp32",
            )
            assert response.outputs[0].as_numpy().tobytes() == matrix.tobytes(), binary

    async def many_at_once_are_all_answered():
        responses = await asyncio.gather(*(ask(binary=index % 2 == 0) for index in range(12)))
        assert all(labels(response) == ["positive", "negative"] for response in responses)

    async def an_unknown_model_is_an_error_that_says_so():
        call = client.infer(URL, request("text", TEXTS, "BYTES", "none", False), model_name="none")
        await raises_async(httpx.HTTPStatusError, call, "404", "There is no model 'none'")

    async def a_wrong_shape_is_an_error_that_says_so():
        call = client.infer(
            URL,
            request("x", np.zeros((1, 3), np.float32), "FP32", "clients-fp32", True),
            model_name="clients-fp32",
        )
        await raises_async(httpx.HTTPStatusError, call, "400", "[-1, 4]")

    for run in [value for value in locals().values() if asyncio.iscoroutinefunction(value)]:
        await check_async(run)
    await client.close()


asyncio.run(main())
report("kserve.InferenceRESTClient")
