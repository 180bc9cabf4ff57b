"""A classifier of grey pictures ([N, 1, 8, 8], as every MNIST tutorial makes it) is told to upload
the preprocessor_config.json that it has.

dotnet/machinelearning#4271, onnx/models (mnist takes 1x1x28x28), NickSwardh/YoloDotNet#83.
Right: it is served, the picture turned grey; or the refusal says that it is about the channels.
"""

from common import (
    IMAGE_CONFIG,
    PREPROCESSOR,
    brightness,
    grey_png,
    image_classifier,
    near,
    need,
    refused,
    said,
)


def run(service):
    name, uploaded = service.upload(
        {
            "model.onnx": image_classifier(channels=1),
            "preprocessor_config.json": PREPROCESSOR,
            "config.json": IMAGE_CONFIG,
        }
    )
    if uploaded.status_code != 201:
        return need(
            refused(uploaded, ("channel", "[-1, 3", "grey")),
            said(uploaded),
            "a refusal that speaks of the channels",
        )
    response = service.predict(name, data=grey_png(200), headers={"content-type": "image/png"})
    if response.status_code == 200:
        return need(
            near(response.json()[0]["score"], brightness(200, 1)[0]),
            response.json(),
            f"bright, {brightness(200, 1)[0]}",
        )
    need(
        refused(response, ("channel", "[-1, 3", "grey")),
        said(response),
        "a refusal that speaks of the channels",
    )
