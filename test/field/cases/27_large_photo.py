"""A photo of 4.9 MB is refused with advice for tensors: send fewer, gzip them, send them in binary.

aws-solutions/dynamic-image-transformation-for-amazon-cloudfront#193, #282;
evanchiu/serverless-galleria#3. None of the three helps one JPEG.
Right: 413, and the sentence says to send a smaller picture.
"""

import numpy as np

from common import IMAGE_CONFIG, PREPROCESSOR, image_classifier, need, png, refused, said


def run(service):
    name = service.serve(
        {
            "model.onnx": image_classifier(),
            "preprocessor_config.json": PREPROCESSOR,
            "config.json": IMAGE_CONFIG,
        }
    )
    photo = png(np.random.RandomState(0).randint(0, 256, (1280, 1280, 3), dtype=np.uint8))
    response = service.predict(name, data=photo, headers={"content-type": "image/png"})
    need(
        response.status_code == 413
        and refused(response, ("smaller", "resize", "scale"), ("picture", "image", "photo")),
        said(response),
        "a refusal that says to send a smaller picture",
    )
