"""The openai client for Python, against the embedding model that was uploaded as `clients-minilm`."""

import base64
import json
import os

import numpy as np
import openai

from checks import URL, check, raises, report

MODEL = "clients-minilm"
client = openai.OpenAI(base_url=f"{URL}/v1", api_key="none", max_retries=0)

with open(
    os.path.join(os.environ["MAAS_FIXTURES"], "minilm", "reference.jsonl"), encoding="utf-8"
) as lines:
    REFERENCE = [json.loads(line) for line in lines][:32]


def embed(inputs, **options):
    return client.embeddings.create(model=MODEL, input=inputs, **options)


def vectors(response):
    return np.array([item.embedding for item in response.data])


def near(left, right):
    return float(np.dot(left, right) / np.linalg.norm(left) / np.linalg.norm(right)) > 0.99999


@check
def texts_have_the_vectors_of_sentence_transformers():
    got = vectors(embed([line["text"] for line in REFERENCE]))
    for vector, line in zip(got, REFERENCE):
        assert near(vector, line["embedding"]), line["text"]


@check
def one_text_has_one_vector_of_length_1():
    response = embed("这是一个正面的文本")
    assert response.object == "list" and response.model == MODEL and response.data[0].index == 0
    assert abs(np.linalg.norm(vectors(response)[0]) - 1) < 1e-5


@check
def float_and_base64_are_the_same_vector():
    as_float = vectors(embed("hello", encoding_format="float"))[0]
    raw = client.embeddings.with_raw_response.create(
        model=MODEL, input="hello", encoding_format="base64"
    ).http_response.json()
    as_base64 = np.frombuffer(base64.b64decode(raw["data"][0]["embedding"]), "<f4")
    assert np.array_equal(as_float.astype(np.float32), as_base64)


@check
def token_ids_have_the_vector_of_their_text():
    lines = [line for line in REFERENCE if 2 < len(line["input_ids"]) < 100][:5]
    got = vectors(embed([line["input_ids"][1:-1] for line in lines]))
    for vector, line in zip(got, lines):
        assert near(vector, line["embedding"]), line["text"]
    assert near(vectors(embed(lines[0]["input_ids"][1:-1]))[0], lines[0]["embedding"])
    assert near(vectors(embed(lines[0]["input_ids"]))[0], lines[0]["embedding"]), (
        "with the special tokens already there"
    )


@check
def padding_changes_no_vector():
    short, long = "hello", "a much longer text " * 20
    together = vectors(embed([short, long, short]))
    assert near(together[0], vectors(embed(short))[0]) and near(together[0], together[2])


@check
def dimensions_cut_and_bring_back_to_length_1():
    whole, cut = vectors(embed("hello"))[0], vectors(embed("hello", dimensions=64))[0]
    assert cut.shape == (64,) and abs(np.linalg.norm(cut) - 1) < 1e-5 and near(cut, whole[:64])


@check
def usage_counts_tokens():
    one, three = embed("hello").usage, embed(["hello"] * 3).usage
    assert one.prompt_tokens == one.total_tokens > 0 and three.total_tokens == 3 * one.total_tokens


@check
def models_can_be_listed_and_read():
    assert MODEL in [model.id for model in client.models.list()] and "sentiment" not in [
        model.id for model in client.models.list()
    ]
    model = client.models.retrieve(MODEL)
    assert model.id == MODEL and model.object == "model" and model.created > 0


@check
def an_unknown_model_is_a_404_with_a_message():
    error = raises(
        openai.NotFoundError,
        lambda: client.embeddings.create(model="none", input="a"),
        "There is no model 'none'",
    )
    assert error.code == "model_not_found" and error.type == "invalid_request_error"
    raises(openai.NotFoundError, lambda: client.models.retrieve("none"), "none")


@check
def a_model_that_does_not_embed_is_refused():
    assert (
        raises(
            openai.BadRequestError,
            lambda: client.embeddings.create(model="sentiment", input="a"),
            "sentiment",
        ).param
        == "model"
    )


@check
def bad_dimensions_are_refused():
    for dimensions in (0, -1, 385, 10**9):
        assert (
            raises(
                openai.BadRequestError, lambda: embed("a", dimensions=dimensions), "dimensions"
            ).param
            == "dimensions"
        )


@check
def token_ids_outside_the_vocabulary_are_refused():
    raises(openai.BadRequestError, lambda: embed([101, 10**7]), str(10**7))
    raises(openai.BadRequestError, lambda: embed([-1]))


@check
def bad_inputs_are_refused():
    for bad in ([], [[]], [1.5], ["a", 1], {"text": "a"}):
        assert raises(openai.BadRequestError, lambda: embed(bad), "input").param == "input"


report("openai (Python)")
