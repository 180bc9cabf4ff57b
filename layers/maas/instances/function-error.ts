import { MaasError } from '../core/errors.ts';

/** The runtime client's report of a handler that threw. */
export interface RuntimeError {
  readonly errorType?: unknown;
  readonly errorMessage?: unknown;
}

/**
 * A function failed. The caller learns that much; type and message of the cause are for the log.
 */
export class FunctionError extends MaasError {
  readonly detail: string;

  constructor(functionName: string, detail: string) {
    super(
      'FUNCTION_FAILED',
      `The function '${functionName}' failed on this request; its log says why. Send it again; ` +
        'if that fails too, the request or its model is the cause.',
    );
    this.detail = detail;
  }
}

export function describeRuntimeError({ errorType, errorMessage }: RuntimeError): string {
  return `${toText(errorType, 'Error')}: ${toText(errorMessage, 'no message')}`;
}

/** @throws SyntaxError when it is not JSON */
export function parseRuntimeError(text: string): RuntimeError {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? value : {};
}

function toText(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
