import type { ErrorCode, RejectionCode } from '../contract/errors.ts';

/** An error that is the answer: its message says what was wrong, the value got, and what to do. */
export class MaasError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A conditional write lost: somebody else wrote first. */
export class PreconditionFailedError extends MaasError {
  constructor(key: string, options?: ErrorOptions) {
    super(
      'PRECONDITION_FAILED',
      `'${key}' was changed by another caller; read it again and repeat the call.`,
      options,
    );
  }
}

/** An object has more bytes than its reader takes. */
export class ObjectTooLargeError extends Error {
  readonly sizeBytes: number;
  readonly etag: string;

  constructor(
    key: string,
    { sizeBytes, etag }: { readonly sizeBytes: number; readonly etag: string },
  ) {
    super(`'${key}' has ${sizeBytes} bytes, more than are read of such an object.`);
    this.name = 'ObjectTooLargeError';
    this.sizeBytes = sizeBytes;
    this.etag = etag;
  }
}

/** The model's own refusal of inputs that fit its signature. */
export class ModelRefusedInputError extends MaasError {
  constructor(message: string, options?: ErrorOptions) {
    super('MODEL_REFUSED_INPUT', message, options);
  }
}

/** A model could not be loaded here and now. */
export class ModelLoadError extends MaasError {
  /** The code that `ingest` rejects a version with. */
  readonly rejection: RejectionCode;

  constructor(
    message: string,
    { rejection = 'LOAD_FAILED', ...options }: ErrorOptions & { rejection?: RejectionCode } = {},
  ) {
    super('LOADING_FAILED', message, options);
    this.rejection = rejection;
  }
}

/** What the store has of a version's file is not what the version's record says of it. */
export class FileMismatchError extends ModelLoadError {}

/** The store of the models did not give what was asked of it. */
export class StoreUnavailableError extends MaasError {
  constructor(options?: ErrorOptions) {
    super(
      'STORE_UNAVAILABLE',
      'The store of the models does not answer; try again in a moment.',
      options,
    );
  }

  /** @returns the error itself where it says more */
  static from(error: unknown): Error {
    return error instanceof MaasError ? error : new StoreUnavailableError({ cause: error });
  }
}

/** The store answers for a record what is none. */
export class UnreadableRecordError extends MaasError {
  /** A sentence's end, of which the record is the subject. */
  readonly fault: string;

  constructor(key: string, fault: string, options?: ErrorOptions) {
    super(
      'LOADING_FAILED',
      `The record '${key}' ${fault}, as the store answers it; try again in a moment. If it stays ` +
        'so, the object itself is broken: put back an earlier version of it.',
      options,
    );
    this.fault = fault;
  }
}

/** Rejects a version at ingest. Its code and its sentence end up in the version's record. */
export class RejectionError extends Error {
  readonly code: RejectionCode;

  constructor(code: RejectionCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RejectionError';
    this.code = code;
  }
}
