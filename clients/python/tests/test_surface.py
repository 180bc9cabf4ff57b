"""Every call of the API has a method, with its parameters: made of the service's description."""

import inspect
import re
from typing import Any

import httpx
import pytest

from serverless_maas import AsyncClient, Client

METHODS = {
    "upload": "upload",
    "createVersion": "upload",
    "renewUploads": "upload",
    "completeVersion": "upload",
    "listModels": "models",
    "getModel": "model",
    "deleteModel": "delete_model",
    "putSettings": "configure",
    "getAccess": "access",
    "putAccess": "set_access",
    "deleteAccess": "delete_access",
    "listVersions": "versions",
    "getVersion": "version",
    "deleteVersion": "delete_version",
    "putAlias": "promote",
    "deleteAlias": "delete_alias",
    "startRollout": "start_rollout",
    "listRollouts": "rollouts",
    "getRollout": "rollout",
    "promoteRollout": "promote_rollout",
    "abortRollout": "abort_rollout",
    "continueRollout": "continue_rollout",
    "getMetrics": "metrics",
    "getDrift": "drift",
    "putBaseline": "set_baseline",
    "listFeedback": "truths",
    "sendFeedback": "feedback",
    "predictDefault": "predict",
    "predict": "predict",
    "serverMetadata": "server",
    "serverLive": "is_live",
    "serverReady": "is_ready",
    "modelReady": "is_ready",
    "versionReady": "is_ready",
    "modelMetadata": "metadata",
    "versionMetadata": "metadata",
    "repositoryIndex": "repository",
    "modelInfer": "infer",
    "versionInfer": "infer",
    "allStatistics": "statistics",
    "modelStatistics": "statistics",
    "versionStatistics": "statistics",
    "createEmbeddings": "embeddings",
    "listOpenAiModels": "embedding_models",
    "getOpenAiModel": "ready_model",
    "getOpenApi": "openapi",
}
NEIGHBOURS = "Neighbours"
"""Calls that are there for other clients: KServe's, MLflow's, SageMaker's, Hugging Face's."""
OURS = {"from": "from_"}
"""Names that Python has taken."""
TURNED = "after"
"""Pages are turned by the client."""


def list_operations(url: str) -> list[tuple[str, dict[str, Any]]]:
    paths = httpx.get(url + "/openapi.json").json()["paths"]
    return [
        (path, operation)
        for path, methods in paths.items()
        for operation in methods.values()
        if NEIGHBOURS not in operation["tags"]
    ]


def to_snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found.group(1).lower(), name)


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_every_call_has_a_method_with_its_parameters(url: str, client: type) -> None:
    operations = list_operations(url)
    assert len(operations) > 30
    for path, operation in operations:
        name = METHODS.get(operation["operationId"])
        assert name is not None, f"no method for {operation['operationId']} ({path})"
        taken = set(inspect.signature(getattr(client, name)).parameters)
        asked = re.findall(r"\{(\w+)\}", path) + [
            parameter["name"]
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "query"
        ]
        # `upload` knows the version; `predict` names the model in the path.
        for parameter in asked if name != "upload" else []:
            if parameter == TURNED:
                continue
            ours = OURS.get(parameter, to_snake(parameter))
            assert ours in taken, f"{name} does not take {parameter!r} of {path}"


def test_the_table_names_no_call_that_is_gone(url: str) -> None:
    there = {operation["operationId"] for _, operation in list_operations(url)}
    assert set(METHODS) - there == set()


def test_both_clients_have_the_same_methods() -> None:
    def list_public(client: type) -> set[str]:
        return {name for name in dir(client) if not name.startswith("_")}

    assert list_public(Client) - {"close"} == list_public(AsyncClient) - {"aclose"}
