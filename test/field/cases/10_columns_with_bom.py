"""A columns.txt from Excel or Notepad (byte order mark, CRLF) makes a model that knows no column by its name.

The same as config.json's; here the upload is READY, and every call is refused: 'the column "a",
which the model does not know; its columns are "a" …'.
Right: read without the mark.
"""

from common import near, need, weighted_sum


def run(service):
    name = service.serve(
        {
            "model.onnx": weighted_sum(),
            "columns.txt": "\ufeffage\r\nheight\r\nweight\r\nshoe size\r\n",
        }
    )
    [record] = service.answer(
        name, {"rows": [{"age": 1, "height": 2, "weight": 3, "shoe size": 4}]}
    )
    need(near(record["value"], 30), record, "30")
