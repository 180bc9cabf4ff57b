import type { FunctionName } from './functions.ts';

/**
 * The callers that a route is for: applications (`data`, with an API key) or the platform's own
 * people (`control`, with IAM).
 */
export type Plane = 'data' | 'control';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes resources: `{name}` is one segment. */
  readonly path: `/${string}`;
  readonly function: FunctionName;
  readonly plane: Plane;
  /**
   * `stream` answers as they come, for up to 15 minutes; `buffer` answers whole, within 29 seconds
   * and 6 MB.
   */
  readonly response: 'buffer' | 'stream';
}

/**
 * The HTTP API, once: API Gateway, the local gateway and the functions' own dispatch are made from
 * it.
 */
export const ROUTES = {
  upload: control('POST', '/upload', 'upload'),

  listModels: control('GET', '/models', 'models'),
  getModel: control('GET', '/models/{model}', 'models'),
  deleteModel: control('DELETE', '/models/{model}', 'models'),
  listVersions: control('GET', '/models/{model}/versions', 'models'),
  createVersion: control('POST', '/models/{model}/versions', 'models'),
  getVersion: control('GET', '/models/{model}/versions/{version}', 'models'),
  deleteVersion: control('DELETE', '/models/{model}/versions/{version}', 'models'),
  renewUploads: control('POST', '/models/{model}/versions/{version}/uploads', 'models'),
  completeVersion: control('POST', '/models/{model}/versions/{version}/complete', 'models'),
  putSettings: control('PUT', '/models/{model}/settings', 'models'),
  putAlias: control('PUT', '/models/{model}/aliases/{alias}', 'models'),
  deleteAlias: control('DELETE', '/models/{model}/aliases/{alias}', 'models'),

  getAccess: control('GET', '/models/{model}/access', 'monitor'),
  putAccess: control('PUT', '/models/{model}/access', 'monitor'),
  deleteAccess: control('DELETE', '/models/{model}/access', 'monitor'),

  startRollout: control('POST', '/models/{model}/aliases/{alias}/rollouts', 'monitor'),
  listRollouts: control('GET', '/models/{model}/aliases/{alias}/rollouts', 'monitor'),
  getRollout: control('GET', '/models/{model}/aliases/{alias}/rollouts/{id}', 'monitor'),
  promoteRollout: control(
    'POST',
    '/models/{model}/aliases/{alias}/rollouts/{id}/promote',
    'monitor',
  ),
  abortRollout: control('POST', '/models/{model}/aliases/{alias}/rollouts/{id}/abort', 'monitor'),
  continueRollout: control(
    'POST',
    '/models/{model}/aliases/{alias}/rollouts/{id}/continue',
    'monitor',
  ),

  getMetrics: control('GET', '/models/{model}/metrics', 'monitor'),
  getDrift: control('GET', '/models/{model}/drift', 'monitor'),
  putBaseline: control('PUT', '/models/{model}/versions/{version}/baseline', 'monitor'),
  listFeedback: control('GET', '/models/{model}/feedback', 'monitor'),

  sendFeedback: data('POST', '/models/{model}/feedback', 'monitor'),

  predictDefault: data('POST', '/predict', 'predict', 'stream'),
  predict: data('POST', '/models/{model}/predict', 'predict', 'stream'),

  // Health and metadata never wait behind models that run, or hang.
  serverMetadata: data('GET', '/v2', 'models'),
  serverLive: data('GET', '/v2/health/live', 'models'),
  serverReady: data('GET', '/v2/health/ready', 'models'),
  // Calls that list the store go to the function that may list it; predictions need no more than
  // reads by key.
  modelMetadata: data('GET', '/v2/models/{model}', 'models'),
  versionMetadata: data('GET', '/v2/models/{model}/versions/{version}', 'models'),
  repositoryIndex: data('POST', '/v2/repository/index', 'models'),
  modelReady: data('GET', '/v2/models/{model}/ready', 'models'),
  versionReady: data('GET', '/v2/models/{model}/versions/{version}/ready', 'models'),
  modelInfer: data('POST', '/v2/models/{model}/infer', 'predict', 'stream'),
  versionInfer: data('POST', '/v2/models/{model}/versions/{version}/infer', 'predict', 'stream'),
  allStatistics: data('GET', '/v2/models/stats', 'predict', 'stream'),
  modelStatistics: data('GET', '/v2/models/{model}/stats', 'predict', 'stream'),
  versionStatistics: data(
    'GET',
    '/v2/models/{model}/versions/{version}/stats',
    'predict',
    'stream',
  ),

  createEmbeddings: data('POST', '/v1/embeddings', 'predict', 'stream'),
  listOpenAiModels: data('GET', '/v1/models', 'models'),
  getOpenAiModel: data('GET', '/v1/models/{model}', 'models'),

  // The neighbours' calls, so that their clients can be pointed here. One segment may be
  // `name:predict`: API Gateway knows no less than a whole one.
  predictInstances: data('POST', '/v1/models/{model}', 'predict', 'stream'),
  ping: data('GET', '/ping', 'models'),
  invokeDefault: data('POST', '/invocations', 'predict', 'stream'),
  invoke: data('POST', '/models/{model}/invocations', 'predict', 'stream'),
  invokeEndpoint: data('POST', '/endpoints/{model}/invocations', 'predict', 'stream'),
  embedDefault: data('POST', '/embed', 'predict', 'stream'),
  embed: data('POST', '/models/{model}/embed', 'predict', 'stream'),
  rerankDefault: data('POST', '/rerank', 'predict', 'stream'),
  rerank: data('POST', '/models/{model}/rerank', 'predict', 'stream'),
  // Of `BAAI/bge-small-en-v1.5` the first segment is the organisation; siblings in braces must have
  // one name.
  huggingFace: data('POST', '/hf/models/{model}', 'predict', 'stream'),
  huggingFaceOfOrganisation: data('POST', '/hf/models/{model}/{name}', 'predict', 'stream'),

  getOpenApi: data('GET', '/openapi.json', 'models'),
} satisfies Record<string, Route>;

export type Operation = keyof typeof ROUTES;

/** A method as it is sent: HEAD wherever GET is, https://www.rfc-editor.org/rfc/rfc9110#section-9.1 */
export type Method = Route['method'] | 'HEAD';

/** The methods that a route answers. */
export function toMethods({ method }: Pick<Route, 'method'>): readonly Method[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

function control<const F extends FunctionName>(
  method: Route['method'],
  path: Route['path'],
  name: F,
): Route & { readonly function: F } {
  return { method, path, function: name, plane: 'control', response: 'buffer' };
}

function data<const F extends FunctionName>(
  method: Route['method'],
  path: Route['path'],
  name: F,
  response: Route['response'] = 'buffer',
): Route & { readonly function: F } {
  return { method, path, function: name, plane: 'data', response };
}
