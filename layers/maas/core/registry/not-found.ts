import { MaasError } from '../errors.ts';

export function throwModelNotFound(model: string): never {
  throw new MaasError(
    'MODEL_NOT_FOUND',
    `There is no model '${model}'; GET /models lists those that exist.`,
  );
}

export function throwVersionNotFound(model: string, version: number): never {
  throw new MaasError(
    'VERSION_NOT_FOUND',
    `There is no version ${version} of model '${model}'; GET /models/${model}/versions lists ` +
      'those that exist.',
  );
}
