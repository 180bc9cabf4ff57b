"""tokenizer_config.json says "do_lower_case": false, tokenizer.json lowers: the texts are lowered, in silence.

huggingface/transformers#10650, dmis-lab/biobert-pytorch#24. transformers' BertTokenizer follows
tokenizer_config.json, and so did the one who measured the model.
Right: as transformers does ("Good" keeps its capital); or a refusal that names do_lower_case.
"""

from common import TOKENIZER_CONFIG, near, need, refused, said, text_bundle, text_scores


def run(service):
    name, uploaded = service.upload(
        text_bundle(**{"tokenizer_config.json": {**TOKENIZER_CONFIG, "do_lower_case": False}})
    )
    if uploaded.status_code != 201:
        return need(
            refused(uploaded, "do_lower_case"), said(uploaded), "a refusal that names do_lower_case"
        )
    [record] = service.answer(name, {"text": "Good movie", "scores": True})
    need(
        near(record["score:POS"], text_scores("Good", "movie")[1]),
        record,
        text_scores("Good", "movie"),
    )
