/** Paths of other servers, and the calls that do here what theirs do there. */
const NEIGHBOURS: readonly (readonly [RegExp, string])[] = [
  // TensorFlow Serving
  [
    /^\/v1\/models\/([^/:]+)\/(?:versions|labels)\/([^/:]+):\w+$/,
    'a prediction of one version is POST /v1/models/$1:predict?version=$2',
  ],
  [
    /^\/v1\/models\/([^/:]+)\/(?:metadata|versions\/[^/:]+)$/,
    'GET /v2/models/$1 describes the model',
  ],
  // TorchServe, and those who guess
  [/^\/predictions\/([^/]+)(?:\/[^/]+)?$/, 'a prediction is POST /models/$1/predict'],
  [/^\/models\/([^/]+)\/(?:infer|invoke|predictions)$/, 'a prediction is POST /models/$1/predict'],
  [/^\/(?:api|v1|api\/v1)\/predict$/, 'a prediction is POST /predict, or /models/{model}/predict'],
  // Triton
  [
    /^\/v2\/models\/([^/]+)\/(?:versions\/[^/]+\/)?generate(?:_stream)?$/,
    'a prediction is POST /v2/models/$1/infer, and no task here generates text',
  ],
  [
    /^\/v2\/repository\/models\/[^/]+\/(?:un)?load$/,
    'a model is loaded by its first call, and unloaded when its memory is needed',
  ],
  [
    /^\/v2\/models\/([^/]+)\/(?:versions\/[^/]+\/)?config$/,
    'GET /v2/models/$1 describes the model',
  ],
  [/^\/v2\/models$/, 'POST /v2/repository/index lists the models'],
  // OpenAI, Azure, Cohere
  [
    /^(?:\/openai)?(?:\/v1|\/deployments\/[^/]+)\/(?:chat\/)?(?:completions|responses)$/,
    'no task here generates text; vectors of texts are POST /v1/embeddings',
  ],
  [
    /^(?:\/openai(?:\/v1|\/deployments\/[^/]+)?|\/models\/[^/]+\/v1)\/embeddings$/,
    'vectors of texts are POST /v1/embeddings, with the model in the body',
  ],
  [/^\/v[12]\/rerank$/, 'ranks of texts are POST /rerank?model={model}, or /models/{model}/rerank'],
  // text-embeddings-inference, Hugging Face
  [
    /^(?:\/models\/[^/]+)?\/(?:embed_all|embed_sparse|similarity)$/,
    'vectors of texts are POST /models/{model}/embed',
  ],
  [
    /^(?:\/hf)?\/(?:pipeline\/[^/]+|hf-inference\/models)\/(.+)$/,
    "Hugging Face's call is POST /hf/models/$1",
  ],
  // Whoever asks whether it is up
  [
    /^\/(?:health|healthz|livez|readyz|health\/(?:live|ready)|v2\/health|-\/(?:healthy|ready))$/,
    'it is GET /v2/health/live, GET /v2/health/ready, or GET /ping',
  ],
  [/^\/(?:info|version)$/, 'GET /v2 describes the server'],
];

/** What to call in the place of a path that does not exist. */
export function advisePath(pathname: string): string {
  const path = pathname.replace(/\/$/, '');
  const [pattern, advice] = NEIGHBOURS.find(([known]) => known.test(path)) ?? [];
  return pattern && advice !== undefined
    ? path.replace(pattern, advice)
    : 'the README lists those that exist';
}
