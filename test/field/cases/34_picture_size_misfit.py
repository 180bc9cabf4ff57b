"""preprocessor_config.json makes other sizes than the model reads: dropped in silence, then the advice to upload one.

instill-ai/community#230: Expected [-1,3,224,224], got [2,3,384,384]. The service knows the sentence
that helps, and drops it with the task (as in 07).
Right: at the upload, or at the call, the sentence names the sizes (9 and 8).
"""

from common import IMAGE_CONFIG, PREPROCESSOR, grey_png, image_classifier, need, refused, said


def run(service):
    preprocessor = {**PREPROCESSOR, "size": {"height": 9, "width": 9}}
    name, uploaded = service.upload(
        {
            "model.onnx": image_classifier(),
            "preprocessor_config.json": preprocessor,
            "config.json": IMAGE_CONFIG,
        }
    )
    if uploaded.status_code != 201:
        return need(
            refused(uploaded, "9 × 9", "8 × 8"),
            said(uploaded),
            "a refusal that names 9 × 9 and 8 × 8",
        )
    response = service.predict(name, data=grey_png(200), headers={"content-type": "image/png"})
    need(
        refused(response, "9 × 9", "8 × 8"), said(response), "a refusal that names 9 × 9 and 8 × 8"
    )
