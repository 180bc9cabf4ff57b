"""A folder as Hugging Face's hub has it (onnx/model.onnx, all else at its root) is refused: "A
bundle needs a 'model.onnx' … got "onnx/model.onnx"".

huggingface/optimum#2008, qdrant/fastembed#200: sentence-transformers and transformers.js lay out every repository so.
Right: served; or a refusal that says that the model has to stand at the root.
"""

from common import EMBEDDER_FILES, embedder, mean_vector, near, need, refused, said


def run(service):
    name, uploaded = service.upload({"onnx/model.onnx": embedder(), **EMBEDDER_FILES})
    if uploaded.status_code != 201:
        return need(
            refused(uploaded, "root"),
            said(uploaded),
            "served, or a refusal that says that the model has to stand at the root of the bundle",
        )
    [record] = service.answer(name, {"text": "good movie"})
    need(
        near(record["embedding"], mean_vector("good", "movie")),
        record,
        mean_vector("good", "movie"),
    )
