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
import { toJson } from './to-json.ts';
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
  Sent,
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
    body: Sent<BodyOf<T>> | Blob | Uint8Array<ArrayBuffer>,
    { version, ...options }: PredictOptions = {},
  ): Promise<RecordOf<T>[]> {
    return this.#of('POST', `${MODEL}/predict`, { model }, options, {
      query: { version },
      body: body as Schemas['PredictRequest'],
    }) as Promise<RecordOf<T>[]>;
  }

  /** Runs a model on tensors, typed arrays too, by the Open Inference Protocol. */
  infer(
    model: string,
    body: Sent<Schemas['InferRequest']>,
    { version = '', ...options }: PredictOptions = {},
  ): Promise<Schemas['InferResponse']> {
    return this.#of('POST', `/v2${version ? VERSION : MODEL}/infer`, { model, version }, options, {
      body: body as Schemas['InferRequest'],
    });
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
      'models',
    );
  }

  model(model: string, options?: CallOptions): Promise<Model> {
    return this.#of('GET', MODEL, { model }, options);
  }

  /** From the newest to the oldest. */
  versions(model: string, { limit, ...options }: PageOptions = {}): AsyncGenerator<Version> {
    return listPages(
      (after) => this.#of('GET', VERSIONS, { model }, options, { query: { limit, after } }),
      'versions',
    );
  }

  version(model: string, version: number, options?: CallOptions): Promise<Version> {
    return this.#of('GET', VERSION, { model, version }, options);
  }

  /** Points an alias at a version, an older one too: that rolls back. */
  promote(
    model: string,
    version: number,
    { alias = 'live', force, shadow, ...options }: PromoteOptions = {},
  ): Promise<AnswerAt<'PUT', typeof ALIAS>> {
    return this.#of('PUT', ALIAS, { model, alias }, options, { body: { version, force, shadow } });
  }

  /** Moves an alias to a version in steps, which are watched; it goes back when it is worse. */
  startRollout(
    model: string,
    version: number,
    { alias = 'live', ...rollout }: RolloutOptions & { readonly alias?: string },
    options?: CallOptions,
  ): Promise<Rollout> {
    return this.#of('POST', ROLLOUTS, { model, alias }, options, { body: { ...rollout, version } });
  }

  /** The newest first. */
  rollouts(
    model: string,
    { alias = 'live', ...options }: RolloutReference = {},
  ): Promise<readonly Rollout[]> {
    return this.#of('GET', ROLLOUTS, { model, alias }, options).then((answer) => answer.rollouts);
  }

  rollout(
    model: string,
    id: string,
    { alias = 'live', ...options }: RolloutReference = {},
  ): Promise<Rollout> {
    return this.#of('GET', `${ROLLOUTS}/{id}`, { model, alias, id }, options);
  }

  /** Gives the candidate all the traffic, the baseline all of it again, or a paused step its time. */
  decideRollout(
    model: string,
    id: string,
    decision: 'promote' | 'abort' | 'continue',
    { alias = 'live', ...options }: RolloutReference = {},
  ): Promise<Rollout> {
    return this.#of('POST', `${ROLLOUTS}/{id}/${decision}`, { model, alias, id }, options);
  }

  deleteAlias(model: string, alias: string, options?: CallOptions): Promise<void> {
    return this.#of('DELETE', ALIAS, { model, alias }, options);
  }

  deleteVersion(model: string, version: number, options?: CallOptions): Promise<void> {
    return this.#of('DELETE', VERSION, { model, version }, options);
  }

  deleteModel(model: string, options?: CallOptions): Promise<void> {
    return this.#of('DELETE', MODEL, { model }, options);
  }

  /** @param query which period, as `{ period: 'PT1H' }` */
  metrics(
    model: string,
    query?: QueryAt<`${typeof MODEL}/metrics`>,
    options?: CallOptions,
  ): Promise<Metrics> {
    return this.#of('GET', `${MODEL}/metrics`, { model }, options, { query });
  }

  /**
   * Reads how far a version's inputs of a period have drifted from its baseline, feature by
   * feature.
   */
  drift(
    model: string,
    query?: QueryAt<`${typeof MODEL}/drift`>,
    options?: CallOptions,
  ): Promise<Schemas['Drift']> {
    return this.#of('GET', `${MODEL}/drift`, { model }, options, { query });
  }

  /** Makes the inputs of a period what drift is measured from. */
  setBaseline(
    model: string,
    version: number,
    body: BodyAt<'PUT', `${typeof VERSION}/baseline`>,
    options?: CallOptions,
  ): Promise<AnswerAt<'PUT', `${typeof VERSION}/baseline`>> {
    return this.#of('PUT', `${VERSION}/baseline`, { model, version }, options, { body });
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
    return this.#of('POST', FEEDBACK, { model }, options, { body });
  }

  /** Lists the truths of predictions, the earliest first, beside the answers. */
  truths(
    model: string,
    query?: QueryAt<typeof FEEDBACK>,
    options?: CallOptions,
  ): AsyncGenerator<Schemas['Feedback']['truths'][number]> {
    return listPages(
      (after) => this.#of('GET', FEEDBACK, { model }, options, { query: { ...query, after } }),
      'truths',
    );
  }

  /** A call of what the names in its path say. */
  #of<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    names: InputOf<OperationAt<M, P>>['path'],
    options: CallOptions | undefined,
    rest?: Omit<InputOf<OperationAt<M, P>>, 'path'>,
  ): Promise<AnswerAt<M, P>> {
    return this.call(method, path, { path: names, ...rest }, options);
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
        body: isJson ? toJson(body) : (body as Blob | undefined),
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
  return path.replace(/{(\w+)}/g, (_, name: string) => {
    const value = values[name];
    if (!value) throw new TypeError(`${path} needs '${name}'.`);
    return encodeURIComponent(value);
  });
}

function toQuery(query: object = {}): string {
  // What is undefined, JSON leaves out.
  const given = JSON.parse(JSON.stringify(query)) as Record<string, string>;
  const text = String(new URLSearchParams(given));
  return text && `?${text}`;
}
