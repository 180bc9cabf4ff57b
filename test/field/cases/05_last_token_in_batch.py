"""A classifier that looks at the last token (GPT-2, Qwen … without a pad token) answers otherwise
when texts come together.

huggingface/transformers#7501, #3167; rasbt/LLMs-from-scratch#566; transformers itself says "Cannot
handle batch sizes > 1 if no padding token is defined".
Here the shorter text is filled up with the token 0, which the model then takes for the last one.
Right: in a list what it gives one by one, within 1e-5.
"""

from common import CLASSIFIER_CONFIG, TOKENIZER_CONFIG, near, need, text_bundle, text_classifier

TEXTS = ["good", "good the movie", "bad movie is bad"]


def run(service):
    config = {key: TOKENIZER_CONFIG[key] for key in ("model_max_length", "unk_token")}
    without_end = text_bundle()["tokenizer.json"]
    without_end["post_processor"] = None
    name = service.serve(
        text_bundle(
            **{
                "model.onnx": text_classifier(last=True),
                "tokenizer.json": without_end,
                "tokenizer_config.json": {**config, "tokenizer_class": "GPT2Tokenizer"},
                "config.json": {
                    **CLASSIFIER_CONFIG,
                    "model_type": "gpt2",
                    "architectures": ["GPT2ForSequenceClassification"],
                },
            }
        )
    )
    alone = [service.answer(name, {"text": text, "scores": True})[0] for text in TEXTS]
    together = service.answer(name, {"text": TEXTS, "scores": True})
    for text, one, other in zip(TEXTS, alone, together):
        need(
            one["label"] == other["label"] and near(one["score:POS"], other["score:POS"], 1e-5),
            f"{text!r} alone {one}, in a list {other}",
            "the same",
        )
