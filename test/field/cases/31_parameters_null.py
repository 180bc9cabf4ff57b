"""{"inputs": …, "parameters": null}, and a parameter that is null, are refused; clients write null
for what was not set.

The same kind as 20 (ANative-Lab/EvoAgentX#214). top_k and function_to_apply may be null already.
Right: as if they were not there.
"""

from common import near, need, text_bundle, text_scores


def run(service):
    name = service.serve(text_bundle())
    wanted = text_scores("good", "movie")[1]
    for parameters in (None, {"truncation": None, "max_length": None, "padding": None}):
        [record] = service.answer(name, {"inputs": "good movie", "parameters": parameters})
        need(record["label"] == "POS" and near(record["score"], wanted), record, f"POS, {wanted}")
