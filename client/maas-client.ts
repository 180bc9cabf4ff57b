import type { CallOptions, Caller } from './call.ts';
import { listPages } from './list-pages.ts';
import type {
  MaasClientOptions,
  PageOptions,
  PredictOptions,
  PromoteOptions,
  RolloutReference,
} from './options.ts';
import { ALIAS, FEEDBACK, MODEL, ROLLOUTS, VERSION, VERSIONS } from './paths.ts';
import { send, type SendSettings } from './send.ts';
import type {
  AnswerAt,
  BodyAt,
  BodyOf,
  InputOf,
  Method,
  Metrics,
  Model,
  OperationAt,
  PathOf,
  QueryAt,
  RecordOf,
  Rollout,
  RolloutOptions,
  Schemas,
  TaskName,
  Version,
} from './types.ts';
import { uploadFiles, type BundleFile, type UploadOptions } from './upload.ts';

/** Bodies that are sent as they are. */
const RAW = [Blob, Uint8Array, FormData];

/** The service's HTTP API. Every call that is refused throws a `MaasError` with its sentence. */
export class MaasClient implements Caller {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #settings: SendSettings;

  constructor({
    url = 'http://127.0.0.1:8080',
    apiKey,
    sign,
    timeoutMs = 60_000,
    retries = 3,
    // Asked for anew with each request: what is put in its place later counts.
    fetch = (request) => globalThis.fetch(request),
  }: MaasClientOptions = {}) {
    this.#url = url.replace(/\/+$/, '');
    this.#headers = apiKey ? { 'x-api-key': apiKey } : {};
    this.#settings = { fetch, timeoutMs, retries, sign };
  }

  /**
   * Asks a model in the words of its task, or with a picture as it is: a record an input. The type
   * parameter says which task: `client.predict<'fill-mask'>('words', { text })`.
   */
  predict<T extends TaskName = 'text-classification'>(
    model: string,
    body: BodyOf<T> | Blob | Uint8Array<ArrayBuffer>,
    { version, ...options }: PredictOptions = {},
  ): Promise<RecordOf<T>[]> {
    const input = { path: { model }, query: { version }, body: body as Schemas['PredictRequest'] };
    return this.call('POST', `${MODEL}/predict`, input, options) as Promise<RecordOf<T>[]>;
  }

  /** Runs a model on tensors, by the Open Inference Protocol. */
  infer(
    model: string,
    body: Schemas['InferRequest'],
    { version = '', ...options }: PredictOptions = {},
  ): Promise<Schemas['InferResponse']> {
    const path = `/v2${version ? VERSION : MODEL}/infer` as const;
    return this.call('POST', path, { path: { model, version }, body }, options);
  }

  /** Vectors of texts, by OpenAI's API. */
  embed(body: Schemas['EmbeddingsRequest'], options?: CallOptions): Promise<Schemas['Embeddings']> {
    return this.call('POST', '/v1/embeddings', { body }, options);
  }

  /**
   * Uploads a model, or all files of its bundle, straight to the store; answers when the version is
   * READY and its alias moved.
   * @throws MaasError MODEL_REJECTED with the reason
   */
  upload(
    model: string,
    files: Blob | readonly BundleFile[],
    options: UploadOptions & CallOptions = {},
  ): Promise<Version> {
    return uploadFiles(this, this.#settings, model, files, options);
  }

  models({ limit, ...options }: PageOptions = {}): AsyncGenerator<Model> {
    return listPages(
      (after) => this.call('GET', '/models', { query: { limit, after } }, options),
      ({ models }) => models,
    );
  }

  model(model: string, options?: CallOptions): Promise<Model> {
    return this.call('GET', MODEL, { path: { model } }, options);
  }

  /** From the newest to the oldest. */
  versions(model: string, { limit, ...options }: PageOptions = {}): AsyncGenerator<Version> {
    return listPages(
      (after) => this.call('GET', VERSIONS, { path: { model }, query: { limit, after } }, options),
      ({ versions }) => versions,
    );
  }

  version(model: string, version: number, options?: CallOptions): Promise<Version> {
    return this.call('GET', VERSION, { path: { model, version } }, options);
  }

  /** Points an alias at a version, an older one too: that rolls back. */
  promote(
    model: string,
    version: number,
    { alias = 'live', force, shadow, ...options }: PromoteOptions = {},
  ): Promise<AnswerAt<'PUT', typeof ALIAS>> {
    const body = { version, force, shadow };
    return this.call('PUT', ALIAS, { path: { model, alias }, body }, options);
  }

  /** Moves an alias to a version in steps, which are watched; it goes back when it is worse. */
  startRollout(
    model: string,
    version: number,
    { alias = 'live', ...rollout }: RolloutOptions & { readonly alias?: string },
    options?: CallOptions,
  ): Promise<Rollout> {
    const input = { path: { model, alias }, body: { ...rollout, version } };
    return this.call('POST', ROLLOUTS, input, options);
  }

  /** The newest first. */
  rollouts(
    model: string,
    { alias = 'live', ...options }: RolloutReference = {},
  ): Promise<readonly Rollout[]> {
    return this.call('GET', ROLLOUTS, { path: { model, alias } }, options).then(
      (answer) => answer.rollouts,
    );
  }

  rollout(
    model: string,
    id: string,
    { alias = 'live', ...options }: RolloutReference = {},
  ): Promise<Rollout> {
    return this.call('GET', `${ROLLOUTS}/{id}`, { path: { model, alias, id } }, options);
  }

  /** Gives the candidate all the traffic, the baseline all of it again, or a paused step its time. */
  decideRollout(
    model: string,
    id: string,
    decision: 'promote' | 'abort' | 'continue',
    { alias = 'live', ...options }: RolloutReference = {},
  ): Promise<Rollout> {
    const path = { model, alias, id };
    return this.call('POST', `${ROLLOUTS}/{id}/${decision}`, { path }, options);
  }

  deleteAlias(model: string, alias: string, options?: CallOptions): Promise<void> {
    return this.call('DELETE', ALIAS, { path: { model, alias } }, options);
  }

  deleteVersion(model: string, version: number, options?: CallOptions): Promise<void> {
    return this.call('DELETE', VERSION, { path: { model, version } }, options);
  }

  deleteModel(model: string, options?: CallOptions): Promise<void> {
    return this.call('DELETE', MODEL, { path: { model } }, options);
  }

  /** @param query which period, as `{ period: 'PT1H' }` */
  metrics(
    model: string,
    query: QueryAt<`${typeof MODEL}/metrics`> = {},
    options?: CallOptions,
  ): Promise<Metrics> {
    return this.call('GET', `${MODEL}/metrics`, { path: { model }, query }, options);
  }

  /**
   * Reads how far a version's inputs of a period have drifted from its baseline, feature by
   * feature.
   */
  drift(
    model: string,
    query: QueryAt<`${typeof MODEL}/drift`> = {},
    options?: CallOptions,
  ): Promise<Schemas['Drift']> {
    return this.call('GET', `${MODEL}/drift`, { path: { model }, query }, options);
  }

  /** Makes the inputs of a period what drift is measured from. */
  setBaseline(
    model: string,
    version: number,
    body: BodyAt<'PUT', `${typeof VERSION}/baseline`>,
    options?: CallOptions,
  ): Promise<AnswerAt<'PUT', `${typeof VERSION}/baseline`>> {
    return this.call('PUT', `${VERSION}/baseline`, { path: { model, version }, body }, options);
  }

  /**
   * Says what was true of predictions, by the `x-prediction-id` of their answers. A truth that is
   * sent again counts once.
   */
  feedback(
    model: string,
    body: BodyAt<'POST', typeof FEEDBACK>,
    options?: CallOptions,
  ): Promise<AnswerAt<'POST', typeof FEEDBACK>> {
    return this.call('POST', FEEDBACK, { path: { model }, body }, options);
  }

  /** Lists the truths of predictions, the earliest first, beside the answers. */
  truths(
    model: string,
    query: QueryAt<typeof FEEDBACK> = {},
    options?: CallOptions,
  ): AsyncGenerator<Schemas['Feedback']['truths'][number]> {
    return listPages(
      (after) =>
        this.call('GET', FEEDBACK, { path: { model }, query: { ...query, after } }, options),
      ({ truths }) => truths,
    );
  }

  /** Any operation of the API that answers JSON or nothing, typed by its description. */
  async call<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    { path: values, query, body, headers }: InputOf<OperationAt<M, P>> = {},
    { onHeaders, ...options }: CallOptions = {},
  ): Promise<AnswerAt<M, P>> {
    const isJson = body && !RAW.some((type) => body instanceof type);
    const response = await send(
      {
        method,
        url: this.#url + fillIn(path, values) + toQuery(query),
        headers: {
          ...(isJson && { 'content-type': 'application/json' }),
          ...this.#headers,
          ...headers,
        },
        body: isJson ? JSON.stringify(body) : (body as Blob | undefined),
        // A question may be asked twice; a version that is made twice is there twice.
        isIdempotent: method !== 'POST' || !/\/(versions|upload)$/.test(path),
      },
      this.#settings,
      options,
    );
    onHeaders?.(response.headers);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as AnswerAt<M, P>;
  }
}

function fillIn(path: string, values: Readonly<Record<string, string | number>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (!value) throw new TypeError(`${path} needs '${name}'.`);
    return encodeURIComponent(value);
  });
}

function toQuery(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given[0] ? `?${String(new URLSearchParams(given as [string, string][]))}` : '';
}
