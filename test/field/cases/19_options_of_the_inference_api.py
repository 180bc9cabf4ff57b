"""{"inputs": …, "options": {"wait_for_model": true, "use_cache": true}} is refused for its key "options".

tmc/langchaingo#1067, huggingface/huggingface.js#9: LangChain's and others' clients of Hugging
Face's API send it with every call, and cannot be told not to.
Right: taken, without effect.
"""

from common import EMBEDDER_FILES, embedder, mean_vector, near, need


def run(service):
    name = service.serve({"model.onnx": embedder(), **EMBEDDER_FILES})
    vectors = service.answer(
        name, {"inputs": ["good movie"], "options": {"wait_for_model": True, "use_cache": True}}
    )
    need(near(vectors, [mean_vector("good", "movie")]), vectors, mean_vector("good", "movie"))
