import { DEFAULTS } from '../../../layers/maas/contract/environment.ts';
import { SERVICE } from '../../../layers/maas/contract/service.ts';
import { describeServer } from '../../../layers/maas/core/catalog/server-metadata.ts';
import { modelKey } from '../../../layers/maas/core/registry/keys.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import { resolveVersion } from '../../../layers/maas/core/serving/resolve-version.ts';
import type { HttpHandler } from '../../../layers/maas/http/http-request.ts';
import { jsonResponse, type HttpResponse } from '../../../layers/maas/http/http-response.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';

type HealthOperation =
  'serverMetadata' | 'serverLive' | 'serverReady' | 'ping' | 'modelReady' | 'versionReady';

/**
 * Tells whether the service is well, in the Open Inference Protocol's words and MLflow's: by the
 * function that runs no models, as one that hangs must not look like a service that is down.
 */
export function healthOperations(registry: Registry): Pick<Handlers<'models'>, HealthOperation> {
  const records = readRecords(registry);
  /** Clients look at the status alone: what cannot be called is an error, as when it is called. */
  const checkModel: HttpHandler<HttpResponse> = async ({ parameters }) => {
    const { model } = await resolveVersion(records, parameters.model ?? '', parameters.version);
    return jsonResponse(200, { name: model, ready: true });
  };

  /** Ready when the registry can be read; whether there is a default model does not matter. */
  const checkServer: HttpHandler<HttpResponse> = async () => {
    await records.find(modelKey(DEFAULTS.defaultModel));
    return jsonResponse(200, { ready: true });
  };

  return {
    serverMetadata: () => Promise.resolve(jsonResponse(200, describeServer(SERVICE.version))),
    serverLive: () => Promise.resolve(jsonResponse(200, { live: true })),

    serverReady: checkServer,
    ping: checkServer,

    modelReady: checkModel,
    versionReady: checkModel,
  };
}
