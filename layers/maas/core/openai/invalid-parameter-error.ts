import { MaasError } from '../errors.ts';

/** An error in one key of the body, which OpenAI's error object names. */
export class InvalidParameterError extends MaasError {
  readonly param: string | undefined;

  constructor(param: string | undefined, message: string, options?: ErrorOptions) {
    super('INVALID_REQUEST', message, options);
    this.param = param;
  }
}
