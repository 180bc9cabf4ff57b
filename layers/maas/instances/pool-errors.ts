import { MaasError } from '../core/errors.ts';

/** The sentences of a pool to callers whom no instance answers. */
export function toOverfull(functionName: string, waiting: number): MaasError {
  return new MaasError(
    'OVER_CAPACITY',
    `${waiting} requests wait for the function '${functionName}' already; send this one again ` +
      'later.',
  );
}

export function toLeft(): MaasError {
  return new MaasError('CALLER_LEFT', 'The caller went away before its request was answered.');
}

export function toClosing(): MaasError {
  return new MaasError(
    'OVER_CAPACITY',
    'The service is being ended; send the request again when it is back.',
  );
}
