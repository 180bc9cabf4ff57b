import { BINARY_MEDIA_TYPES } from '../../layers/maas/contract/gateway.ts';

/**
 * Tells whether API Gateway passes a body of this content type (or to a client that accepts it) as
 * bytes, given its list of types and wildcards.
 */
export function isBinaryMediaType(
  type = '',
  binaryTypes: readonly string[] = BINARY_MEDIA_TYPES,
): boolean {
  const [essence = ''] = type.toLowerCase().split(/[;,]/);
  const [kind] = essence.split('/');
  return binaryTypes.some(
    (binary) =>
      binary === '*/*' || binary === essence.trim() || binary === `${kind?.trim() ?? ''}/*`,
  );
}
