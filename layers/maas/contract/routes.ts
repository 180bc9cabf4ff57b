import type { FunctionName } from './functions.ts';

/** Who may call a route: applications (`data`, with an API key) or the platform's own people (`control`, with IAM). */
export type Plane = 'data' | 'control';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes resources: `{name}` is one segment. */
  readonly path: `/${string}`;
  readonly function: FunctionName;
  readonly plane: Plane;
  /** `stream` answers as they come, for up to 15 minutes; `buffer` answers whole, within 29 seconds and 6 MB. */
  readonly response: 'buffer' | 'stream';
}

/** The HTTP API, once: API Gateway, the local gateway and the functions' own dispatch are made from it. */
export const ROUTES = {
  upload: {
    method: 'POST',
    path: '/upload',
    function: 'upload',
    plane: 'control',
    response: 'buffer',
  },

  listModels: {
    method: 'GET',
    path: '/models',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  getModel: {
    method: 'GET',
    path: '/models/{model}',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  deleteModel: {
    method: 'DELETE',
    path: '/models/{model}',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  listVersions: {
    method: 'GET',
    path: '/models/{model}/versions',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  createVersion: {
    method: 'POST',
    path: '/models/{model}/versions',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  getVersion: {
    method: 'GET',
    path: '/models/{model}/versions/{version}',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  deleteVersion: {
    method: 'DELETE',
    path: '/models/{model}/versions/{version}',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  renewUploads: {
    method: 'POST',
    path: '/models/{model}/versions/{version}/uploads',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  completeVersion: {
    method: 'POST',
    path: '/models/{model}/versions/{version}/complete',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  putSettings: {
    method: 'PUT',
    path: '/models/{model}/settings',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  putAlias: {
    method: 'PUT',
    path: '/models/{model}/aliases/{alias}',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },
  deleteAlias: {
    method: 'DELETE',
    path: '/models/{model}/aliases/{alias}',
    function: 'models',
    plane: 'control',
    response: 'buffer',
  },

  getMetrics: {
    method: 'GET',
    path: '/models/{model}/metrics',
    function: 'monitor',
    plane: 'control',
    response: 'buffer',
  },

  predictDefault: {
    method: 'POST',
    path: '/predict',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  predict: {
    method: 'POST',
    path: '/models/{model}/predict',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },

  // What tells whether the service is well never waits behind models that run, or hang.
  serverMetadata: {
    method: 'GET',
    path: '/v2',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  serverLive: {
    method: 'GET',
    path: '/v2/health/live',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  serverReady: {
    method: 'GET',
    path: '/v2/health/ready',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  // What has to list the store is for the function that may list it; predictions need no more than reads by key.
  modelMetadata: {
    method: 'GET',
    path: '/v2/models/{model}',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  versionMetadata: {
    method: 'GET',
    path: '/v2/models/{model}/versions/{version}',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  repositoryIndex: {
    method: 'POST',
    path: '/v2/repository/index',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  modelReady: {
    method: 'GET',
    path: '/v2/models/{model}/ready',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  versionReady: {
    method: 'GET',
    path: '/v2/models/{model}/versions/{version}/ready',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  modelInfer: {
    method: 'POST',
    path: '/v2/models/{model}/infer',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  versionInfer: {
    method: 'POST',
    path: '/v2/models/{model}/versions/{version}/infer',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  allStatistics: {
    method: 'GET',
    path: '/v2/models/stats',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  modelStatistics: {
    method: 'GET',
    path: '/v2/models/{model}/stats',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  versionStatistics: {
    method: 'GET',
    path: '/v2/models/{model}/versions/{version}/stats',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },

  createEmbeddings: {
    method: 'POST',
    path: '/v1/embeddings',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  listOpenAiModels: {
    method: 'GET',
    path: '/v1/models',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
  getOpenAiModel: {
    method: 'GET',
    path: '/v1/models/{model}',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },

  // The neighbours' calls, so that their clients can be pointed here. One segment may be `name:predict`: API Gateway knows no less than a whole one.
  predictInstances: {
    method: 'POST',
    path: '/v1/models/{model}',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  ping: { method: 'GET', path: '/ping', function: 'models', plane: 'data', response: 'buffer' },
  invokeDefault: {
    method: 'POST',
    path: '/invocations',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  invoke: {
    method: 'POST',
    path: '/models/{model}/invocations',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  invokeEndpoint: {
    method: 'POST',
    path: '/endpoints/{model}/invocations',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  embedDefault: {
    method: 'POST',
    path: '/embed',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  embed: {
    method: 'POST',
    path: '/models/{model}/embed',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  rerankDefault: {
    method: 'POST',
    path: '/rerank',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  rerank: {
    method: 'POST',
    path: '/models/{model}/rerank',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  // Of `BAAI/bge-small-en-v1.5` the first segment is the organisation; siblings in braces must have one name.
  huggingFace: {
    method: 'POST',
    path: '/hf/models/{model}',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },
  huggingFaceOfOrganisation: {
    method: 'POST',
    path: '/hf/models/{model}/{name}',
    function: 'predict',
    plane: 'data',
    response: 'stream',
  },

  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    function: 'models',
    plane: 'data',
    response: 'buffer',
  },
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof ROUTES;
