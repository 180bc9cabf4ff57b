"""A preprocessor_config.json that cannot be followed is dropped in silence; the picture is then
refused with the advice to upload one.

docs/tasks.md promises that it is refused at upload, naming the option. That holds only where the task is named.
Several of transformers' processors write do_pad; IMvision12/ZeroModels#408 and google/automl#872
are about pictures prepared otherwise in silence.
Right: at the upload, or at the call, the sentence names do_pad.
"""

from common import IMAGE_CONFIG, PREPROCESSOR, grey_png, image_classifier, need, refused, said


def run(service):
    name, uploaded = service.upload(
        {
            "model.onnx": image_classifier(),
            "preprocessor_config.json": {**PREPROCESSOR, "do_pad": True},
            "config.json": IMAGE_CONFIG,
        }
    )
    if uploaded.status_code != 201:
        return need(refused(uploaded, "do_pad"), said(uploaded), "a refusal that names do_pad")
    response = service.predict(name, data=grey_png(200), headers={"content-type": "image/png"})
    need(refused(response, "do_pad"), said(response), "a refusal that names do_pad")
