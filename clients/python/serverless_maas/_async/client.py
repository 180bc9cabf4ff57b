"""The service's HTTP API, as calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, cast, overload

import httpx
from typing_extensions import Self

from .. import schemas
from ..answers import ID_COLUMNS, Predictions, join, list_references, read_answer
from ..bundle import Source, find_files, to_model_name, to_source
from ..convert import convert_to, is_fitted
from ..errors import MaasError
from ..feedback import add_up, make_truths
from ..inputs import Data, is_frame, read_inputs
from ..lines import Lines, write_lines
from ..plan import UploadPlan
from ..settings import make_settings
from .concurrency import off_loop, run_all
from .transport import AsyncTransport
from .upload import AsyncUpload, OnProgress

if TYPE_CHECKING:
    import pandas

BATCH = 500
"""Inputs in one request."""
TRUTHS = 1000
"""The service takes no more in one call."""


class AsyncClient:
    """The service's HTTP API. What is refused raises a MaasError with the service's sentence.

    Without an address and a key, `MAAS_URL` and `MAAS_API_KEY` say them. 429, 503 and lost
    connections are tried again: after what `retry-after` says, else at random within a time that
    doubles. `timeout` is of each attempt, in seconds.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        api_key: str | None = None,
        auth: httpx.Auth | None = None,
        timeout: float = 60.0,
        retries: int = 3,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        settings = make_settings(url, api_key, auth, timeout, retries)
        self._transport = AsyncTransport(settings, http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()

    # Predictions

    @overload
    async def predict(
        self,
        data: pandas.DataFrame,
        model: str | None = None,
        *,
        version: int | str | None = None,
        column: str | None = None,
        ids: bool = False,
        batch: int = BATCH,
        parallel: int = 2,
        **parameters: Any,
    ) -> pandas.DataFrame: ...

    @overload
    async def predict(  # type: ignore[overload-cannot-match]  # without pandas' types
        self,
        data: Data,
        model: str | None = None,
        *,
        version: int | str | None = None,
        column: str | None = None,
        ids: bool = False,
        batch: int = BATCH,
        parallel: int = 2,
        **parameters: Any,
    ) -> Predictions: ...

    async def predict(
        self,
        data: Data,
        model: str | None = None,
        *,
        version: int | str | None = None,
        column: str | None = None,
        ids: bool = False,
        batch: int = BATCH,
        parallel: int = 2,
        **parameters: Any,
    ) -> pandas.DataFrame | Predictions:
        """Asks a model (the service's default one, where none is named), in batches.

        `data` is a text or a list, a DataFrame, an array, rows as lists or mappings, a picture as
        bytes or a path, or a request's whole body. A DataFrame is answered with one, under its
        index; `column` names the one that has the texts; `ids` adds each row's prediction, for
        feedback. `parameters` go with each request: `scores=True`, `top_k=3`.
        """
        inputs = read_inputs(data, column)
        bodies = (
            [(0, {**inputs, **parameters})]
            if isinstance(inputs, dict)
            else inputs.to_bodies(batch, parameters)
        )

        async def ask(part: tuple[int, dict[str, Any]]) -> tuple[int, Predictions]:
            first, body = part
            return first, await self._ask(body, model, version)

        answers = join(await run_all(ask, bodies, parallel))
        if not is_frame(data):
            return answers
        frame = answers.frame()
        inputs_of = [record.get("input", at) for at, record in enumerate(answers)]
        frame.index = cast(Any, data).index.take(inputs_of)
        if ids:
            frame[list(ID_COLUMNS)] = answers.references
        return frame

    async def _ask(
        self, body: dict[str, Any], model: str | None, version: int | str | None
    ) -> Predictions:
        response = await self._transport.call(
            "POST",
            "/predict" if model is None else "/models/{model}/predict",
            names={} if model is None else {"model": model},
            query={"version": version},
            body=body,
        )
        return read_answer(response)

    async def feedback(
        self,
        model: str,
        answers: Predictions | pandas.DataFrame | str | Sequence[str],
        truth: Any,
    ) -> schemas.SendFeedbackAnswer:
        """Says what was true: one truth for one prediction's id, or one for each answer.

        What is missing (None, NaN) is left out.
        """
        truths = make_truths(list_references(answers), truth)
        results = []
        for start in range(0, len(truths), TRUTHS):
            response = await self._transport.call(
                "POST",
                "/models/{model}/feedback",
                names={"model": model},
                body=truths[start : start + TRUTHS],
            )
            results.append(response.json())
        return add_up(results)

    async def embeddings(
        self, input: str | Sequence[str], model: str, **parameters: Any
    ) -> schemas.Embeddings:
        """Vectors of texts, by OpenAI's API."""
        body = {"model": model, "input": input, **parameters}
        return cast(schemas.Embeddings, await self._json("POST", "/v1/embeddings", body=body))

    async def infer(
        self, model: str, body: Mapping[str, Any], *, version: int | str | None = None
    ) -> schemas.InferResponse:
        """Runs a model on tensors, by the Open Inference Protocol."""
        return cast(
            schemas.InferResponse,
            await self._of_model("POST", "/infer", model, version, body=body),
        )

    # Models and versions

    async def upload(
        self,
        source: Source | object,
        model: str | None = None,
        *,
        alias: str = "live",
        task: str | None = None,
        description: str | None = None,
        entry: str | None = None,
        again: bool = False,
        parallel: int = 4,
        on_progress: OnProgress | None = None,
        data: Any = None,
    ) -> schemas.Version:
        """Uploads straight to the store; answers when the version is READY and its alias moved.

        `source` is a model's file, a folder with all that belongs to it, an open file, bytes, a
        ModelProto of onnx, or a fitted model, which maas-convert turns into a bundle (`data` is
        what it compares the two on). An upload
        that broke off goes on with the same call. A bundle that is served already makes no new
        version, unless `again` says so. Raises MaasError MODEL_REJECTED with the reason.
        """
        source = to_source(source)
        name = model if model is not None else to_model_name(source)
        with TemporaryDirectory(prefix="serverless-maas-") as made:
            folder = Path(made)
            if is_fitted(source):
                await off_loop(lambda: convert_to(folder, source, task, data))
            files = find_files(folder if is_fitted(source) else cast(Source, source))
            plan = UploadPlan(name, alias, task, description, entry, again)
            upload = AsyncUpload(self._transport, plan, files, parallel, on_progress)
            return cast(schemas.Version, await upload.run())

    async def models(self, *, limit: int | None = None) -> AsyncIterator[schemas.Model]:
        """All of them, `limit` at a time."""
        after: str | None = None
        while True:
            query = {"limit": limit, "after": after}
            page = cast(schemas.ListModelsAnswer, await self._json("GET", "/models", query=query))
            for one in page["models"]:
                yield one
            after = page.get("next")
            if after is None:
                return

    async def model(self, model: str) -> schemas.Model:
        return cast(schemas.Model, await self._json("GET", "/models/{model}", model=model))

    async def delete_model(self, model: str) -> None:
        await self._json("DELETE", "/models/{model}", model=model)

    async def configure(self, model: str, **settings: Any) -> schemas.Model:
        """Replaces the model's settings: `timeoutSeconds`, `minAccuracyPercent` …"""
        return cast(
            schemas.Model,
            await self._json("PUT", "/models/{model}/settings", model=model, body=settings),
        )

    async def versions(
        self, model: str, *, limit: int | None = None
    ) -> AsyncIterator[schemas.Version]:
        """From the newest to the oldest, `limit` at a time."""
        after: str | None = None
        while True:
            page = cast(
                schemas.ListVersionsAnswer,
                await self._json(
                    "GET",
                    "/models/{model}/versions",
                    query={"limit": limit, "after": after},
                    model=model,
                ),
            )
            for one in page["versions"]:
                yield one
            after = page.get("next")
            if after is None:
                return

    async def version(self, model: str, version: int) -> schemas.Version:
        return cast(
            schemas.Version,
            await self._json(
                "GET", "/models/{model}/versions/{version}", model=model, version=version
            ),
        )

    async def delete_version(self, model: str, version: int) -> None:
        await self._json(
            "DELETE", "/models/{model}/versions/{version}", model=model, version=version
        )

    async def access(self, model: str) -> schemas.Access:
        """Who may call the model, how often a day, and how often they did today."""
        path = "/models/{model}/access"
        return cast(schemas.Access, await self._json("GET", path, model=model))

    async def set_access(
        self, model: str, *, if_match: str | None = None, **access: Any
    ) -> schemas.Access:
        """Replaces who may call it; `if_match` is the ETag of what was read."""
        path = "/models/{model}/access"
        answer = await self._json("PUT", path, model=model, body=access, if_match=if_match)
        return cast(schemas.Access, answer)

    async def delete_access(self, model: str, *, if_match: str | None = None) -> None:
        """Everybody may call it again."""
        await self._json("DELETE", "/models/{model}/access", model=model, if_match=if_match)

    # Traffic

    async def promote(
        self,
        model: str,
        version: int | Mapping[int, float],
        *,
        alias: str = "live",
        shadow: Mapping[str, Any] | None = None,
    ) -> schemas.Model:
        """Points an alias at a version, an older one too: that rolls back.

        Several versions share its traffic by weight: `{3: 90, 4: 10}`. A shadow gets copies of its
        calls and answers nobody: `{"version": 5, "percent": 20}`.
        """
        body: dict[str, Any] = (
            {"routes": [{"version": one, "weight": weight} for one, weight in version.items()]}
            if isinstance(version, Mapping)
            else {"version": version}
        )
        if shadow is not None:
            body["shadow"] = shadow
        path = "/models/{model}/aliases/{alias}"
        return cast(
            schemas.Model, await self._json("PUT", path, model=model, alias=alias, body=body)
        )

    async def delete_alias(self, model: str, alias: str) -> None:
        await self._json("DELETE", "/models/{model}/aliases/{alias}", model=model, alias=alias)

    async def start_rollout(
        self,
        model: str,
        version: int,
        strategy: Mapping[str, Any],
        *,
        alias: str = "live",
        **options: Any,
    ) -> schemas.Rollout:
        """Moves an alias step by step: `{"canary": {"percent": 10, "bakeMinutes": 30}}`.

        With `shadow={"percent": 20, "bakeMinutes": 30}` the candidate first gets copies of calls.
        """
        return await self._rollout(
            "POST", "", model, alias, body={"version": version, "strategy": strategy, **options}
        )

    async def rollouts(self, model: str, *, alias: str = "live") -> schemas.ListRolloutsAnswer:
        path = "/models/{model}/aliases/{alias}/rollouts"
        return cast(
            schemas.ListRolloutsAnswer, await self._json("GET", path, model=model, alias=alias)
        )

    async def rollout(self, model: str, id: str, *, alias: str = "live") -> schemas.Rollout:
        """Its steps, what they measured, and why it went on or back."""
        return await self._rollout("GET", "/{id}", model, alias, id=id)

    async def promote_rollout(self, model: str, id: str, *, alias: str = "live") -> schemas.Rollout:
        """Ends it: all traffic to the candidate, now."""
        return await self._rollout("POST", "/{id}/promote", model, alias, id=id)

    async def abort_rollout(self, model: str, id: str, *, alias: str = "live") -> schemas.Rollout:
        """Ends it: all traffic back to the baseline, now."""
        return await self._rollout("POST", "/{id}/abort", model, alias, id=id)

    async def continue_rollout(
        self, model: str, id: str, *, alias: str = "live"
    ) -> schemas.Rollout:
        """Goes on with one that paused or froze."""
        return await self._rollout("POST", "/{id}/continue", model, alias, id=id)

    async def _rollout(
        self, method: str, rest: str, model: str, alias: str, **more: Any
    ) -> schemas.Rollout:
        path = "/models/{model}/aliases/{alias}/rollouts" + rest
        answer = await self._json(method, path, model=model, alias=alias, **more)
        return cast(schemas.Rollout, answer)

    # Watching

    async def metrics(
        self,
        model: str,
        *,
        period: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        accuracy_by: Literal["feedback", "prediction"] | None = None,
        stages: bool = False,
    ) -> schemas.Metrics:
        """Of the last hour, or of a period as `PT15M`, or between two ISO 8601 times.

        With `stages`, how long each stage took, of cold starts and of warm calls.
        """
        query = {
            "period": period,
            "from": from_,
            "to": to,
            "accuracyBy": accuracy_by,
            "stages": "true" if stages else None,
        }
        path = "/models/{model}/metrics"
        return cast(schemas.Metrics, await self._json("GET", path, query=query, model=model))

    async def drift(
        self,
        model: str,
        *,
        version: int | None = None,
        period: str | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> schemas.Drift:
        """How far a version's inputs of a period are from its baseline, feature by feature."""
        query = {"version": version, "period": period, "from": from_, "to": to}
        path = "/models/{model}/drift"
        return cast(schemas.Drift, await self._json("GET", path, query=query, model=model))

    async def set_baseline(
        self,
        model: str,
        version: int,
        inputs: Lines | None = None,
        *,
        from_: str | None = None,
        to: str | None = None,
    ) -> schemas.PutBaselineAnswer:
        """Makes inputs, or those between two ISO 8601 times, what drift is measured from.

        `inputs` are 500 or more, as those of training: a frame, mappings or a file of JSON lines,
        by the names that `drift` has, as `train.add_prefix("input.")`.
        """
        is_period = from_ is not None and to is not None and inputs is None
        if not is_period and (inputs is None or from_ is not None or to is not None):
            raise ValueError("Give a baseline either its inputs, or both from_ and to.")
        response = await self._transport.call(
            "PUT",
            "/models/{model}/versions/{version}/baseline",
            names={"model": model, "version": version},
            body={"from": from_, "to": to} if inputs is None else write_lines(inputs),
            content_type="application/x-ndjson",
        )
        return cast(schemas.PutBaselineAnswer, response.json())

    async def truths(
        self,
        model: str,
        *,
        period: str | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> AsyncIterator[schemas.FeedbackTruthsItem]:
        """What was true of its predictions, the earliest first, beside what was predicted."""
        after: str | None = None
        while True:
            query = {"period": period, "from": from_, "to": to, "after": after}
            page = cast(
                schemas.Feedback,
                await self._json("GET", "/models/{model}/feedback", query=query, model=model),
            )
            for one in page["truths"]:
                yield one
            after = page.get("next")
            if after is None:
                return

    async def statistics(
        self, model: str | None = None, *, version: int | str | None = None
    ) -> schemas.Statistics:
        """Counts and times of all models or one, as Triton gives them."""
        answer = (
            await self._json("GET", "/v2/models/stats")
            if model is None
            else await self._of_model("GET", "/stats", model, version)
        )
        return cast(schemas.Statistics, answer)

    async def metadata(
        self, model: str, *, version: int | str | None = None
    ) -> schemas.ModelMetadata:
        """Inputs, outputs and versions."""
        return cast(schemas.ModelMetadata, await self._of_model("GET", "", model, version))

    async def server(self) -> schemas.ServerMetadataAnswer:
        return cast(schemas.ServerMetadataAnswer, await self._json("GET", "/v2"))

    async def is_live(self) -> bool:
        return bool((await self._json("GET", "/v2/health/live"))["live"])

    async def is_ready(self, model: str | None = None, *, version: int | str | None = None) -> bool:
        """Whether the service, or a model, can be asked."""
        try:
            answer = (
                await self._json("GET", "/v2/health/ready")
                if model is None
                else await self._of_model("GET", "/ready", model, version)
            )
        except MaasError as error:
            if error.status in (404, 409, 503):
                return False
            raise
        return bool(answer["ready"])

    async def repository(self, *, ready: bool = False) -> schemas.RepositoryIndexAnswer:
        """Every version of every model, with its state; those that are ready alone."""
        answer = await self._json("POST", "/v2/repository/index", body={"ready": ready})
        return cast(schemas.RepositoryIndexAnswer, answer)

    async def embedding_models(self) -> schemas.ListOpenAiModelsAnswer:
        """Models that make vectors, by OpenAI's API."""
        return cast(schemas.ListOpenAiModelsAnswer, await self._json("GET", "/v1/models"))

    async def ready_model(self, model: str) -> schemas.ReadyModel:
        return cast(schemas.ReadyModel, await self._json("GET", "/v1/models/{model}", model=model))

    async def openapi(self) -> dict[str, Any]:
        """The description of all calls."""
        return cast("dict[str, Any]", await self._json("GET", "/openapi.json"))

    async def _of_model(
        self, method: str, rest: str, model: str, version: int | str | None, body: Any = None
    ) -> Any:
        at = "" if version is None else "/versions/{version}"
        path = "/v2/models/{model}" + at + rest
        return await self._json(method, path, body=body, model=model, version=version)

    async def _json(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Any = None,
        if_match: str | None = None,
        **names: object,
    ) -> Any:
        response = await self._transport.call(
            method, path, names=names, query=query, body=body, if_match=if_match
        )
        return response.json() if response.content else None
