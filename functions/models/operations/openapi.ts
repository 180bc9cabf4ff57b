import { jsonResponse, type HttpResponse } from '../../../layers/maas/http/http-response.ts';
import { buildOpenApi } from '../../../layers/maas/api/openapi/build-openapi.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';

/** The API's description of itself, made when it is first asked for. */
export function openApiOperations(): Pick<Handlers<'models'>, 'getOpenApi'> {
  let response: HttpResponse | undefined;
  return { getOpenApi: () => Promise.resolve((response ??= jsonResponse(200, buildOpenApi()))) };
}
