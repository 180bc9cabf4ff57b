import { MaasError } from '../../core/errors.ts';

/** https://www.sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;

/**
 * Makes the error of a full disk one that whoever called can wait for; any other error stays as it
 * is.
 */
export function toDiskError(error: unknown): unknown {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && errcode !== SQLITE_FULL) return error;
  return new MaasError(
    'OVER_CAPACITY',
    "The store's disk is full, and the request was not finished; make room on that disk, by " +
      'hand where even a deletion finds none, and send it again.',
    { cause: error },
  );
}
