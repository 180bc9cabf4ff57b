import { parseAliasName, parseModelName, parseVersionNumber } from '../core/registry/names.ts';
import type { HttpRequest } from './http-request.ts';

/** @throws MaasError INVALID_REQUEST */
export function getModelName({ parameters }: HttpRequest): string {
  return parseModelName(parameters.model ?? '');
}

/** @throws MaasError VERSION_NOT_FOUND when it is not a number */
export function getVersionNumber({ parameters }: HttpRequest): number {
  return parseVersionNumber(parameters.version ?? '');
}

/** @throws MaasError INVALID_REQUEST */
export function getAliasName({ parameters }: HttpRequest): string {
  return parseAliasName(parameters.alias ?? '');
}
