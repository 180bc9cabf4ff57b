"""FastAPI by hand, as somebody writes it who wants it fast: no schema of the body, orjson."""

import orjson
from fastapi import FastAPI, Request, Response
from onnx_model import OnnxModel, with_lists

app = FastAPI()
model = OnnxModel()


@app.post("/infer")
async def infer(request: Request) -> Response:
    body = orjson.loads(await request.body())
    outputs = model.infer(body["inputs"])
    if any(each["datatype"] == "BYTES" for each in outputs):
        outputs = with_lists(outputs)
    answer = orjson.dumps({"outputs": outputs}, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(answer, media_type="application/json")
