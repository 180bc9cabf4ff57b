import type { ErrorCode } from '../contract/errors.ts';
import { MaasError } from '../core/errors.ts';
import type { PredictionNote } from '../adapters/watch/prediction-note.ts';

/** The cause of an instance's end, where its request's caller has to learn of it. */
export type EndCause = Extract<
  ErrorCode,
  'TIMEOUT' | 'MEMORY_LIMIT' | 'PROCESS_DIED' | 'CALLER_LEFT'
>;

/** The prediction that ended with its instance. */
export interface Death {
  readonly code: EndCause;
  /** The prediction's note; undefined if the request had not come so far. */
  readonly note: PredictionNote | undefined;
}

/**
 * A prediction ended its instance, or was ended with it. The caller learns which model did it and
 * how; the log has the detail.
 */
export class PredictionEndedError extends MaasError {
  readonly detail: string;

  constructor(
    { code, note }: { readonly code: EndCause; readonly note: PredictionNote },
    detail: string,
  ) {
    super(code, SENTENCES[code](`Version ${note.version} of model '${note.model}'`, note));
    this.detail = detail;
  }
}

const MS_PER_SECOND = 1000;

const SENTENCES: Readonly<Record<EndCause, (version: string, note: PredictionNote) => string>> = {
  TIMEOUT: (version, { model, stage, limitMs = 0 }) =>
    stage === 'running'
      ? `${version} did not answer within the ${limitMs / MS_PER_SECOND} s that it may run; send ` +
        'less at once, ' +
        `or have its owner raise timeoutSeconds (PUT /models/${model}/settings).`
      : `${version} could not be loaded within the function's time; try again, as its files ` +
        'may be there by then.',
  MEMORY_LIMIT: (version) =>
    `${version} took more memory for this call than there is; send fewer or smaller inputs at ` +
    'once.',
  PROCESS_DIED: (version) =>
    `${version} ended the process that ran it. Where it does so again, the call or the model ` +
    'is at fault: do not go on sending it.',
  CALLER_LEFT: (version) => `${version} ran on after its caller had gone, and was ended.`,
};
