"""A config.json that Windows wrote (UTF-8 with a byte order mark) is "not JSON: Unexpected token
''", with a character nobody sees.

volcengine/OpenViking#500, zhayujie/CowAgent#1743 and many more: Notepad and PowerShell put the mark
first. labels.txt and request bodies may have it here.
Right: read without the mark.
"""

import json

from common import CLASSIFIER_CONFIG, near, need, text_bundle, text_scores


def run(service):
    name = service.serve(
        text_bundle(
            **{
                "config.json": "\ufeff"
                + json.dumps(CLASSIFIER_CONFIG, indent=2).replace("\n", "\r\n")
            }
        )
    )
    [record] = service.answer(name, {"text": "good movie"})
    need(
        record["label"] == "POS" and near(record["score"], text_scores("good", "movie")[1]),
        record,
        text_scores("good", "movie"),
    )
