"""A picture classifier whose graph ends in Softmax gets softmax once more: 0.9999 becomes 0.731.

pytorch/glow#1947, tensorflow/serving#160 (which of the two does it?), tflearn/tflearn#562. Keras'
and many PyTorch users' models end in it.
Right: what the model gives, 0.99992 for "bright".
"""

from common import IMAGE_CONFIG, PREPROCESSOR, brightness, grey_png, image_classifier, near, need


def run(service):
    name = service.serve(
        {
            "model.onnx": image_classifier(end="Softmax"),
            "preprocessor_config.json": PREPROCESSOR,
            "config.json": IMAGE_CONFIG,
        }
    )
    [record] = service.answer(name, data=grey_png(200), headers={"content-type": "image/png"})
    need(
        record["label"] == "bright" and near(record["score"], brightness(200)[0]),
        record,
        f"bright, {brightness(200)[0]}",
    )
