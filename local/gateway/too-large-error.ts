import type { FunctionName } from '../../layers/maas/contract/functions.ts';
import type { Route } from '../../layers/maas/contract/routes.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';

const ADVICE: Partial<Record<FunctionName, string>> = {
  upload: 'Upload larger models through the addresses that POST /models/{model}/versions gives.',
  predict: 'Send fewer inputs at once, compress the body (Content-Encoding: gzip), or send tensors in binary to /v2/models/{model}/infer, which takes a fraction of their JSON.',
};

/** A body that no function can get, with what to do in its place. */
export function createTooLargeError(route: Route): MaasError {
  const advice = ADVICE[route.function] ?? 'No call of this path needs as much.';
  return new MaasError('PAYLOAD_TOO_LARGE', `A request may have 10 MB, and 6 MB as the event that a function gets: about 4.5 MB of body. ${advice}`);
}
