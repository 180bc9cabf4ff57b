"""Answers of the API. Made of its description by write_schemas.py."""

from __future__ import annotations

from typing import Any, Literal, TypedDict, Union

from typing_extensions import NotRequired


class VersionRollout(TypedDict):
    alias: str
    state: Literal["WAITING", "STARTED", "NOT_STARTED"]
    id: NotRequired[str]
    reason: NotRequired[str]


class VersionFilesItem(TypedDict):
    path: str
    bytes: int
    sha256: str


class VersionConvertedFrom(TypedDict):
    path: str
    format: Literal["xgboost-json", "xgboost-ubj", "lightgbm-text"]
    release: str
    booster: str
    objective: str
    trees: int


class VersionParity(TypedDict):
    framework: str
    recipe: str
    equal: bool
    rows: int
    flipped: NotRequired[int]
    labels: NotRequired[int]
    tolerance: float
    greatest: Union[float, None]


class VersionScoring(TypedDict):
    functionToApply: Literal["softmax", "sigmoid", "none", "exp"]
    graphEndsIn: NotRequired[Literal["softmax", "sigmoid", "log-softmax", "log-sigmoid"]]


class VersionSignatureInputsItem(TypedDict):
    name: str
    datatype: Literal[
        "BOOL",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "FP16",
        "FP32",
        "FP64",
        "BYTES",
    ]
    shape: list[int]
    anyShape: NotRequired[Literal[True]]


class VersionSignatureOutputsItem(TypedDict):
    name: str
    datatype: Literal[
        "BOOL",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "FP16",
        "FP32",
        "FP64",
        "BYTES",
    ]
    shape: list[int]
    anyShape: NotRequired[Literal[True]]


class VersionSignature(TypedDict):
    inputs: list[VersionSignatureInputsItem]
    outputs: list[VersionSignatureOutputsItem]


class VersionRejection(TypedDict):
    code: Literal[
        "EMPTY_FILE",
        "UPLOAD_MISSING",
        "SIZE_MISMATCH",
        "CHECKSUM_MISMATCH",
        "NO_MODEL_FILE",
        "INVALID_PATH",
        "TOO_LARGE",
        "NOT_ONNX",
        "NOT_CONVERTIBLE",
        "INVALID_TEXT",
        "UNSUPPORTED_IR_VERSION",
        "UNSUPPORTED_OPSET",
        "UNKNOWN_OPERATOR",
        "UNSUPPORTED_TYPE",
        "EXTERNAL_DATA_OUTSIDE_BUNDLE",
        "EXTERNAL_DATA_MISSING",
        "TENSOR_EXCEEDS_FILE",
        "TASK_MISMATCH",
        "LOAD_FAILED",
        "TIME_LIMIT",
        "MEMORY_LIMIT",
        "PROCESS_DIED",
        "SAMPLES_INVALID",
        "SAMPLES_DIFFER",
        "VALIDATION_GAVE_UP",
        "RECORD_UNREADABLE",
    ]
    message: str


class VersionValidationOpeningsPlain(TypedDict):
    createMs: float
    firstRunMs: NotRequired[float]
    runMs: NotRequired[float]


class VersionValidationOpeningsOptimized(TypedDict):
    createMs: float
    firstRunMs: NotRequired[float]
    runMs: NotRequired[float]


class VersionValidationOpeningsParallel(TypedDict):
    createMs: float
    firstRunMs: NotRequired[float]
    runMs: NotRequired[float]


class VersionValidationOpenings(TypedDict):
    plain: VersionValidationOpeningsPlain
    optimized: VersionValidationOpeningsOptimized
    parallel: NotRequired[VersionValidationOpeningsParallel]


class VersionValidation(TypedDict):
    loadMs: float
    runMs: NotRequired[float]
    peakMemoryBytes: float
    samplesPassed: int
    openings: NotRequired[VersionValidationOpenings]
    notes: list[str]


class Version(TypedDict):
    model: str
    version: int
    status: Literal["PENDING_UPLOAD", "VALIDATING", "READY", "REJECTED", "DELETED"]
    createdAt: str
    updatedAt: str
    aliases: list[str]
    alias: NotRequired[str]
    rollout: NotRequired[VersionRollout]
    description: NotRequired[str]
    bytes: int
    files: list[VersionFilesItem]
    task: NotRequired[
        Literal[
            "text-classification",
            "token-classification",
            "fill-mask",
            "question-answering",
            "feature-extraction",
            "image-classification",
            "tabular-classification",
            "tabular-regression",
            "tensor",
        ]
    ]
    labels: NotRequired[list[Union[str, float]]]
    labelCount: NotRequired[int]
    convertedFrom: NotRequired[VersionConvertedFrom]
    parity: NotRequired[VersionParity]
    runsAlone: NotRequired[Literal[True]]
    notes: NotRequired[list[str]]
    scoring: NotRequired[VersionScoring]
    isOptimized: NotRequired[Literal[True]]
    signature: NotRequired[VersionSignature]
    rejection: NotRequired[VersionRejection]
    validation: NotRequired[VersionValidation]


class ModelAliasesValueRoutesItem(TypedDict):
    version: int
    weight: float


class ModelAliasesValueShadow(TypedDict):
    version: int
    percent: float
    tolerance: float


class ModelAliasesValue(TypedDict):
    routes: list[ModelAliasesValueRoutesItem]
    shadow: NotRequired[ModelAliasesValueShadow]
    notes: NotRequired[list[str]]
    updatedAt: str


class ModelSettingsCapture(TypedDict):
    percent: float
    redact: NotRequired[list[str]]
    inputs: NotRequired[bool]
    outputs: NotRequired[bool]


class ModelSettings(TypedDict):
    timeoutSeconds: NotRequired[int]
    latencyP99Ms: NotRequired[int]
    errorRatePercent: NotRequired[float]
    minAccuracyPercent: NotRequired[float]
    maxDrift: NotRequired[float]
    runbookUrl: NotRequired[str]
    capture: NotRequired[ModelSettingsCapture]


class Model(TypedDict):
    model: str
    createdAt: str
    aliases: dict[str, ModelAliasesValue]
    settings: NotRequired[ModelSettings]


class ListModelsAnswer(TypedDict):
    models: list[Model]
    next: NotRequired[str]


class ListVersionsAnswer(TypedDict):
    versions: list[Version]
    next: NotRequired[str]


class UploadUploadsItem1(TypedDict):
    path: str
    method: Literal["PUT"]
    expiresAt: str
    url: str
    headers: dict[str, str]


class UploadUploadsItem2PartsItem(TypedDict):
    partNumber: int
    offset: int
    bytes: int
    url: str


class UploadUploadsItem2(TypedDict):
    path: str
    method: Literal["PUT"]
    expiresAt: str
    parts: list[UploadUploadsItem2PartsItem]


class Upload(TypedDict):
    model: str
    version: int
    status: Literal["PENDING_UPLOAD", "VALIDATING", "READY", "REJECTED", "DELETED"]
    uploads: list[Union[UploadUploadsItem1, UploadUploadsItem2]]


class AccessCallersValue(TypedDict):
    perDay: NotRequired[int]
    usedToday: NotRequired[int]
    spent: NotRequired[bool]


class Access(TypedDict):
    model: str
    restricted: bool
    callers: dict[str, AccessCallersValue]
    updatedAt: NotRequired[str]


class RolloutStepsItemShadow(TypedDict):
    percent: float
    tolerance: float


class RolloutStepsItemVerdictsItem(TypedDict):
    guard: Literal["errorRate", "latency", "accuracy", "drift", "agreement"]
    verdict: Literal["GOOD", "BAD", "INCONCLUSIVE"]
    n: int
    estimate: float
    interval: list[float]
    baselineEstimate: Union[float, None]
    evidence: float
    enough: float
    why: str
    dryRun: bool


class RolloutStepsItem(TypedDict):
    percent: float
    bakeMinutes: NotRequired[int]
    shadow: NotRequired[RolloutStepsItemShadow]
    state: Literal["PASSED", "CURRENT", "AHEAD"]
    startedAt: NotRequired[str]
    endedAt: NotRequired[str]
    requests: NotRequired[int]
    verdicts: NotRequired[list[RolloutStepsItemVerdictsItem]]


class Rollout(TypedDict):
    id: str
    baseline: int
    candidate: int
    state: Literal["BAKING", "PAUSED", "FROZEN", "PROMOTED", "ROLLED_BACK", "ABORTED"]
    reason: str
    percent: float
    startedAt: str
    countedUntil: str
    endedAt: NotRequired[str]
    slowMs: NotRequired[float]
    minRequests: int
    longestBakeMinutes: int
    onBad: Literal["rollback", "freeze"]
    steps: list[RolloutStepsItem]


class ListRolloutsAnswer(TypedDict):
    rollouts: list[Rollout]


class MetricsLatencyMs(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]


class MetricsInferenceMs(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]


class MetricsLoadMs(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]


class MetricsStagesItem(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]
    stage: Literal["decode", "download", "create", "queue", "inference", "encode", "total"]
    start: Literal["cold", "warm"]


class MetricsErrors(TypedDict):
    total: float
    byType: dict[str, float]


class MetricsClientErrors(TypedDict):
    total: float
    byType: dict[str, float]


class MetricsVersionsItemLatencyMs(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]


class MetricsVersionsItemInferenceMs(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]


class MetricsVersionsItemLoadMs(TypedDict):
    average: Union[float, None]
    p50: Union[float, None]
    p95: Union[float, None]
    p99: Union[float, None]


MetricsVersionsItemEstimatedAccuracy1 = TypedDict(
    "MetricsVersionsItemEstimatedAccuracy1",
    {"accuracy": float, "from": float, "to": float, "predictions": int, "truths": int},
)


class MetricsVersionsItem(TypedDict):
    predictions: float
    latencyMs: MetricsVersionsItemLatencyMs
    inferenceMs: MetricsVersionsItemInferenceMs
    loadMs: MetricsVersionsItemLoadMs
    coldStarts: float
    version: int
    errors: float
    clientErrors: float
    estimatedAccuracy: Union[MetricsVersionsItemEstimatedAccuracy1, None]


class MetricsShadowsItemLatencyMs(TypedDict):
    p50: Union[float, None]
    p99: Union[float, None]


class MetricsShadowsItem(TypedDict):
    version: int
    copies: float
    skipped: float
    errors: float
    latencyMs: MetricsShadowsItemLatencyMs
    compared: float
    agreement: Union[float, None]


class MetricsAccuracyLabelsItem(TypedDict):
    name: NotRequired[str]
    label: str
    truths: int
    predicted: int
    correct: int
    precision: Union[float, None]
    recall: Union[float, None]
    f1: Union[float, None]


class MetricsAccuracyConfusionItem(TypedDict):
    name: NotRequired[str]
    truth: str
    predicted: str
    count: int


MetricsAccuracyCalibrationItem = TypedDict(
    "MetricsAccuracyCalibrationItem",
    {
        "from": float,
        "to": float,
        "predictions": int,
        "expected": Union[float, None],
        "seen": Union[float, None],
    },
)


class MetricsAccuracyValuesItem(TypedDict):
    name: str
    truths: int
    meanAbsoluteError: float
    meanSquaredError: float


class MetricsAccuracyVersionsItemLabelsItem(TypedDict):
    name: NotRequired[str]
    label: str
    truths: int
    predicted: int
    correct: int
    precision: Union[float, None]
    recall: Union[float, None]
    f1: Union[float, None]


class MetricsAccuracyVersionsItemConfusionItem(TypedDict):
    name: NotRequired[str]
    truth: str
    predicted: str
    count: int


MetricsAccuracyVersionsItemCalibrationItem = TypedDict(
    "MetricsAccuracyVersionsItemCalibrationItem",
    {
        "from": float,
        "to": float,
        "predictions": int,
        "expected": Union[float, None],
        "seen": Union[float, None],
    },
)


class MetricsAccuracyVersionsItemValuesItem(TypedDict):
    name: str
    truths: int
    meanAbsoluteError: float
    meanSquaredError: float


class MetricsAccuracyVersionsItem(TypedDict):
    truths: int
    accuracy: Union[float, None]
    labels: list[MetricsAccuracyVersionsItemLabelsItem]
    confusion: list[MetricsAccuracyVersionsItemConfusionItem]
    calibration: list[MetricsAccuracyVersionsItemCalibrationItem]
    values: list[MetricsAccuracyVersionsItemValuesItem]
    version: int


class MetricsAccuracy(TypedDict):
    truths: int
    accuracy: Union[float, None]
    labels: list[MetricsAccuracyLabelsItem]
    confusion: list[MetricsAccuracyConfusionItem]
    calibration: list[MetricsAccuracyCalibrationItem]
    values: list[MetricsAccuracyValuesItem]
    isWhole: bool
    versions: list[MetricsAccuracyVersionsItem]


MetricsEstimatedAccuracy1 = TypedDict(
    "MetricsEstimatedAccuracy1",
    {"accuracy": float, "from": float, "to": float, "predictions": int, "truths": int},
)


Metrics = TypedDict(
    "Metrics",
    {
        "predictions": float,
        "latencyMs": MetricsLatencyMs,
        "inferenceMs": MetricsInferenceMs,
        "loadMs": MetricsLoadMs,
        "coldStarts": float,
        "model": str,
        "from": str,
        "to": str,
        "stages": NotRequired[list[MetricsStagesItem]],
        "errors": MetricsErrors,
        "clientErrors": MetricsClientErrors,
        "versions": list[MetricsVersionsItem],
        "shadows": list[MetricsShadowsItem],
        "accuracy": MetricsAccuracy,
        "estimatedAccuracy": Union[MetricsEstimatedAccuracy1, None],
    },
)


DriftBaseline1 = TypedDict("DriftBaseline1", {"from": str, "to": str, "inputs": int})


DriftCurrent1 = TypedDict("DriftCurrent1", {"from": str, "to": str, "inputs": int})


class DriftFeaturesItemBinsItem(TypedDict):
    name: str
    baseline: int
    current: int


class DriftFeaturesItem(TypedDict):
    name: str
    drift: float
    index: float
    expected: float
    threshold: float
    bins: list[DriftFeaturesItemBinsItem]


class Drift(TypedDict):
    model: str
    version: int
    baseline: Union[DriftBaseline1, None]
    current: Union[DriftCurrent1, None]
    drift: Union[float, None]
    features: list[DriftFeaturesItem]


PutBaselineAnswer = TypedDict(
    "PutBaselineAnswer", {"from": str, "to": str, "inputs": int, "model": str, "version": int}
)


class FeedbackTruthsItem(TypedDict):
    predictionId: str
    index: int
    version: int
    predictedAt: str
    sentAt: str
    name: NotRequired[str]
    predicted: Union[str, float]
    truth: Union[str, float]
    score: NotRequired[float]


class Feedback(TypedDict):
    truths: list[FeedbackTruthsItem]
    next: NotRequired[str]


class SendFeedbackAnswerResultsItem(TypedDict):
    status: Literal["counted", "repeated", "refused"]
    code: NotRequired[
        Literal[
            "INVALID_REQUEST",
            "INVALID_TENSOR",
            "UNAUTHORIZED",
            "FORBIDDEN",
            "ROUTE_NOT_FOUND",
            "MODEL_NOT_FOUND",
            "VERSION_NOT_FOUND",
            "ALIAS_NOT_FOUND",
            "METHOD_NOT_ALLOWED",
            "CONFLICT",
            "VERSION_NOT_READY",
            "UPLOAD_INCOMPLETE",
            "PRECONDITION_FAILED",
            "PAYLOAD_TOO_LARGE",
            "UNSUPPORTED_MEDIA_TYPE",
            "MODEL_REJECTED",
            "MODEL_REFUSED_INPUT",
            "NOT_SUPPORTED",
            "THROTTLED",
            "QUOTA_EXCEEDED",
            "CALLER_LEFT",
            "INTERNAL",
            "FUNCTION_FAILED",
            "FUNCTION_UNAVAILABLE",
            "LOADING_FAILED",
            "STORE_UNAVAILABLE",
            "RUN_FAILED",
            "OUT_OF_MEMORY",
            "OVER_CAPACITY",
            "TIMEOUT",
            "MEMORY_LIMIT",
            "PROCESS_DIED",
        ]
    ]
    error: NotRequired[str]


class SendFeedbackAnswer(TypedDict):
    counted: int
    repeated: int
    refused: int
    results: list[SendFeedbackAnswerResultsItem]


ImageClassificationRecord = dict[str, Any]


class TokenClassificationRecord(TypedDict):
    label: Union[str, float, None]
    score: Union[float, None]
    start: Union[int, None]
    end: Union[int, None]
    input: int


class FillMaskRecord(TypedDict):
    label: str
    score: Union[float, None]
    token: int
    mask: int
    input: int


class QuestionAnsweringRecord(TypedDict):
    label: str
    score: Union[float, None]
    start: Union[int, None]
    end: Union[int, None]
    input: int


class FeatureExtractionRecord(TypedDict):
    embedding: list[Union[float, None]]


TabularClassificationRecord = dict[str, Any]


TabularRegressionRecord = dict[str, Any]


TensorRecord = dict[str, Union[str, float, bool, None]]


PredictAnswer = Union[
    list[
        Union[
            ImageClassificationRecord,
            TokenClassificationRecord,
            FillMaskRecord,
            QuestionAnsweringRecord,
            FeatureExtractionRecord,
            TabularClassificationRecord,
            TabularRegressionRecord,
            TensorRecord,
        ]
    ],
    Union[list[Any], dict[str, Any]],
]


class ServerMetadataAnswer(TypedDict):
    name: str
    version: str
    extensions: list[str]


class ServerLiveAnswer(TypedDict):
    live: Literal[True]


class ServerReadyAnswer(TypedDict):
    ready: Literal[True]


class Tensor(TypedDict):
    name: str
    datatype: Literal[
        "BOOL",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "FP16",
        "FP32",
        "FP64",
        "BYTES",
    ]
    shape: list[int]


class ModelMetadata(TypedDict):
    name: str
    versions: list[str]
    platform: Literal["onnx_onnxv1"]
    inputs: list[Tensor]
    outputs: list[Tensor]


class RepositoryIndexAnswerKindItem(TypedDict):
    name: str
    version: str
    state: Literal["READY", "LOADING", "UNAVAILABLE"]
    reason: str


RepositoryIndexAnswer = list[RepositoryIndexAnswerKindItem]


class ModelReadyAnswer(TypedDict):
    name: str
    ready: Literal[True]


class VersionReadyAnswer(TypedDict):
    name: str
    ready: Literal[True]


class InferResponseOutputsItem(TypedDict):
    name: str
    datatype: Literal[
        "BOOL",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "FP16",
        "FP32",
        "FP64",
        "BYTES",
    ]
    shape: list[int]
    parameters: NotRequired[dict[str, Union[str, float, bool]]]
    data: NotRequired[list[Union[float, str, bool, None]]]


class InferResponse(TypedDict):
    model_name: str
    model_version: str
    id: NotRequired[str]
    outputs: list[InferResponseOutputsItem]


class StatisticsModel_statsItemInference_statsSuccess(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsFail(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsQueue(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsCompute_input(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsCompute_infer(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsCompute_output(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsCache_hit(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_statsCache_miss(TypedDict):
    count: int
    ns: int


class StatisticsModel_statsItemInference_stats(TypedDict):
    success: StatisticsModel_statsItemInference_statsSuccess
    fail: StatisticsModel_statsItemInference_statsFail
    queue: StatisticsModel_statsItemInference_statsQueue
    compute_input: StatisticsModel_statsItemInference_statsCompute_input
    compute_infer: StatisticsModel_statsItemInference_statsCompute_infer
    compute_output: StatisticsModel_statsItemInference_statsCompute_output
    cache_hit: StatisticsModel_statsItemInference_statsCache_hit
    cache_miss: StatisticsModel_statsItemInference_statsCache_miss


class StatisticsModel_statsItem(TypedDict):
    name: str
    version: str
    last_inference: int
    inference_count: int
    execution_count: int
    inference_stats: StatisticsModel_statsItemInference_stats
    batch_stats: list[Any]


class Statistics(TypedDict):
    model_stats: list[StatisticsModel_statsItem]


class EmbeddingsDataItem(TypedDict):
    object: Literal["embedding"]
    index: int
    embedding: Union[list[float], str]


class EmbeddingsUsage(TypedDict):
    prompt_tokens: int
    total_tokens: int


class Embeddings(TypedDict):
    object: Literal["list"]
    model: str
    data: list[EmbeddingsDataItem]
    usage: EmbeddingsUsage


class OpenAiModel(TypedDict):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ListOpenAiModelsAnswer(TypedDict):
    object: Literal["list"]
    data: list[OpenAiModel]


class ReadyModel(TypedDict):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    name: str
    ready: Literal[True]


class Predictions(TypedDict):
    predictions: list[Any]


class PingAnswer(TypedDict):
    ready: Literal[True]


EmbedDefaultAnswer = list[list[Union[float, None]]]


EmbedAnswer = list[list[Union[float, None]]]


class RanksKindItem(TypedDict):
    index: int
    score: float
    text: NotRequired[str]


Ranks = list[RanksKindItem]


class HuggingFaceAnswerKind1ItemItem(TypedDict):
    label: str
    score: Union[float, None]


class HuggingFaceAnswerKind21Item(TypedDict):
    entity_group: NotRequired[str]
    entity: NotRequired[str]
    score: Union[float, None]
    word: Union[str, None]
    start: Union[int, None]
    end: Union[int, None]
    index: NotRequired[int]


class HuggingFaceAnswerKind22ItemItem(TypedDict):
    entity_group: NotRequired[str]
    entity: NotRequired[str]
    score: Union[float, None]
    word: Union[str, None]
    start: Union[int, None]
    end: Union[int, None]
    index: NotRequired[int]


class HuggingFaceAnswerKind31Item(TypedDict):
    score: Union[float, None]
    token: int
    token_str: str
    sequence: NotRequired[str]


class HuggingFaceAnswerKind32Item1Item(TypedDict):
    score: Union[float, None]
    token: int
    token_str: str
    sequence: NotRequired[str]


class HuggingFaceAnswerKind32Item2ItemItem(TypedDict):
    score: Union[float, None]
    token: int
    token_str: str
    sequence: NotRequired[str]


class HuggingFaceAnswerKind411(TypedDict):
    score: Union[float, None]
    answer: Union[str, None]
    start: Union[int, None]
    end: Union[int, None]


class HuggingFaceAnswerKind412Item(TypedDict):
    score: Union[float, None]
    answer: Union[str, None]
    start: Union[int, None]
    end: Union[int, None]


class HuggingFaceAnswerKind42Item1(TypedDict):
    score: Union[float, None]
    answer: Union[str, None]
    start: Union[int, None]
    end: Union[int, None]


class HuggingFaceAnswerKind42Item2Item(TypedDict):
    score: Union[float, None]
    answer: Union[str, None]
    start: Union[int, None]
    end: Union[int, None]


class HuggingFaceAnswerKind61Item(TypedDict):
    label: str
    score: Union[float, None]


class HuggingFaceAnswerKind62ItemItem(TypedDict):
    label: str
    score: Union[float, None]


HuggingFaceAnswer = Union[
    list[list[HuggingFaceAnswerKind1ItemItem]],
    Union[list[HuggingFaceAnswerKind21Item], list[list[HuggingFaceAnswerKind22ItemItem]]],
    Union[
        list[HuggingFaceAnswerKind31Item],
        list[
            Union[
                list[HuggingFaceAnswerKind32Item1Item],
                list[list[HuggingFaceAnswerKind32Item2ItemItem]],
            ]
        ],
    ],
    Union[
        Union[HuggingFaceAnswerKind411, list[HuggingFaceAnswerKind412Item]],
        list[Union[HuggingFaceAnswerKind42Item1, list[HuggingFaceAnswerKind42Item2Item]]],
    ],
    Union[list[Union[float, None]], list[list[Union[float, None]]]],
    Union[list[HuggingFaceAnswerKind61Item], list[list[HuggingFaceAnswerKind62ItemItem]]],
    list[Union[Union[str, float, bool, None], dict[str, Union[str, float, bool, None]]]],
    list[Any],
]


class GetOpenApiAnswer(TypedDict):
    openapi: str
