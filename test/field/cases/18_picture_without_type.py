"""A picture as the body, without a Content-Type: "The body is not valid UTF-8; JSON must be sent in UTF-8".

huggingface/huggingface_hub#2706, #3321: InferenceClient.image_classification(bytes) sends none;
neither does requests.post(data=open("cat.jpg", "rb")).
Right: the bytes say that it is a PNG.
"""

from common import IMAGE_CONFIG, PREPROCESSOR, brightness, grey_png, image_classifier, near, need


def run(service):
    name = service.serve(
        {
            "model.onnx": image_classifier(),
            "preprocessor_config.json": PREPROCESSOR,
            "config.json": IMAGE_CONFIG,
        }
    )
    [record] = service.answer(name, data=grey_png(200))
    need(
        record["label"] == "bright" and near(record["score"], brightness(200)[0]),
        record,
        f"bright, {brightness(200)[0]}",
    )
