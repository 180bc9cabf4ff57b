import type { components, paths } from './generated/api.ts';

/** The bodies and answers of the HTTP API by their names in its description. */
export type Schemas = components['schemas'];
export type Version = Schemas['Version'];
export type Model = Schemas['Model'];
export type Access = Schemas['Access'];
export type Metrics = Schemas['Metrics'];
export type Rollout = Schemas['Rollout'];
/** The request for a roll-out, without its version. */
export type RolloutOptions = Omit<Schemas['NewRollout'], 'version'>;
/** The same for one that begins when an upload is READY. */
export type RolloutOnReady = Schemas['RolloutOnReady'];

/** The request of each task, and the record that it answers for each input. */
export interface Tasks {
  'text-classification': [
    Schemas['TextClassificationRequest'],
    Schemas['TextClassificationRecord'],
  ];
  'token-classification': [
    Schemas['TokenClassificationRequest'],
    Schemas['TokenClassificationRecord'],
  ];
  'fill-mask': [Schemas['FillMaskRequest'], Schemas['FillMaskRecord']];
  'question-answering': [Schemas['QuestionAnsweringRequest'], Schemas['QuestionAnsweringRecord']];
  'feature-extraction': [Schemas['FeatureExtractionRequest'], Schemas['FeatureExtractionRecord']];
  'image-classification': [
    Schemas['ImageClassificationRequest'],
    Schemas['ImageClassificationRecord'],
  ];
  'tabular-classification': [
    Schemas['TabularClassificationRequest'],
    Schemas['TabularClassificationRecord'],
  ];
  'tabular-regression': [Schemas['TabularRegressionRequest'], Schemas['TabularRegressionRecord']];
  tensor: [Schemas['TensorRequest'], Schemas['TensorRecord']];
}
export type TaskName = keyof Tasks;
export type BodyOf<T extends TaskName> = Tasks[T][0];
export type RecordOf<T extends TaskName> = Tasks[T][1];

/** What is sent as a body: a typed array where there is a list, a large integer as a bigint. */
export type Sent<T> = T extends readonly (infer I)[]
  ? readonly Sent<I>[] | ArrayBufferView
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T extends number
      ? number | bigint
      : T;

type Lowered = 'get' | 'put' | 'post' | 'delete';
export type Method = Uppercase<Lowered>;
/** Paths, as `/models/{model}`, that take a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, { responses: unknown }> ? P : never;
}[keyof paths];
export type OperationAt<M extends Method, P extends keyof paths> = paths[P][Lowercase<M> &
  keyof paths[P]];

type ContentOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined;
/** The JSON that an operation answers; undefined where it answers nothing. */
export type AnswerOf<O> = O extends { responses: infer R }
  ? { [S in keyof R & (200 | 201 | 202 | 204)]: ContentOf<R[S]> }[keyof R & (200 | 201 | 202 | 204)]
  : never;

export type AnswerAt<M extends Method, P extends keyof paths> = AnswerOf<OperationAt<M, P>>;

/** The JSON that an operation takes. */
export type BodyAt<M extends Method, P extends keyof paths> =
  OperationAt<M, P> extends { requestBody?: infer B } ? ContentOf<Exclude<B, undefined>> : never;

type ParametersOf<O, Place extends string> = O extends { parameters: infer P }
  ? Place extends keyof P
    ? Exclude<P[Place], undefined>
    : never
  : never;
type Written<T> = { readonly [K in keyof T]: string | number };
/** Numbers are written out. */
type WithNumbers<T> = { readonly [K in keyof T]: T[K] | number };
/** The parts of an operation's request. */
export interface InputOf<O> {
  /** The parameters in its path, by the names in braces. */
  readonly path?: Written<ParametersOf<O, 'path'>>;
  readonly query?: WithNumbers<ParametersOf<O, 'query'>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or bytes as they are. */
  readonly body?:
    | (O extends { requestBody?: infer B } ? ContentOf<Exclude<B, undefined>> : never)
    | Blob
    | Uint8Array<ArrayBuffer>
    | FormData;
}
/** The query parameters of a GET. */
export type QueryAt<P extends keyof paths> = InputOf<OperationAt<'GET', P>>['query'];
