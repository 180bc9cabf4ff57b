"""A tabular model exported without dynamic axes ([1, 4]) takes one row, and refuses two in ONNX Runtime's words.

microsoft/onnxruntime#9867, #5577; MTG/essentia#1507: the commonest slip with torch.onnx.export.
Texts and pictures are run one after the other here where the model's batch is fixed; rows are not.
Right: each row's value.
"""

from common import near, need, weighted_sum


def run(service):
    name = service.serve({"model.onnx": weighted_sum(rows=1)})
    records = service.answer(name, {"rows": [[1, 2, 3, 4], [2, 2, 2, 2], [0, 0, 0, 1]]})
    need(near([record["value"] for record in records], [30, 20, 4]), records, "30, 20, 4")
