/**
 * The part of a request that decides its answer, whoever sent it: it can be run again from that.
 */
export interface RequestContent {
  readonly method: string;
  /** The route's path template, as `/models/{model}`. */
  readonly resource: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}
