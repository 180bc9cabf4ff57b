import { MaasError } from '../errors.ts';
import { RECORD_SCHEMA } from './records.ts';

export const LATER_ADVICE = 'deploy that release again, or a later one';

/**
 * A record that a later release wrote, and this one would read wrongly: nothing but that release
 * helps, so the error is the service's own.
 */
export class LaterReleaseError extends MaasError {
  /** A sentence's end, of which the record is the subject. */
  readonly fault: string;

  constructor(key: string, schema: number) {
    const fault =
      `was written by a later release (schema ${schema}; this one reads schema ` +
      `${RECORD_SCHEMA} and earlier)`;
    super('LOADING_FAILED', `The record '${key}' ${fault}; ${LATER_ADVICE}.`);
    this.fault = fault;
  }
}
