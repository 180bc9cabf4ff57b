"""A BERT whose mask is called input_mask comes with its tokenizer, is taken, and then says that it has no tokenizer.

microsoft/onnxruntime#6389, huggingface/transformers#15883, bojone/bert4keras#489: TensorFlow's
names are input_ids, input_mask, segment_ids.
Right: it works; or the refusal, at the upload or at the call, names the input that does not fit.
"""

from common import near, need, refused, said, text_bundle, text_classifier, text_scores


def run(service):
    name, uploaded = service.upload(
        text_bundle(**{"model.onnx": text_classifier(mask="input_mask")})
    )
    if uploaded.status_code != 201:
        return need(
            refused(uploaded, "input_mask"), said(uploaded), "a refusal that names input_mask"
        )
    response = service.predict(name, {"text": "good movie", "scores": True})
    if response.status_code == 200:
        return need(
            near(response.json()[0]["score:POS"], text_scores("good", "movie")[1]),
            response.json(),
            text_scores("good", "movie"),
        )
    need(
        refused(response, "input_mask") and "no tokenizer" not in said(response),
        said(response),
        "a refusal that names input_mask, for there is a tokenizer",
    )
