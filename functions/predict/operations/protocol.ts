import { SERVICE } from '../../../layers/maas/contract/service.ts';
import { describeServer } from '../../../layers/maas/core/protocol/metadata.ts';
import { modelKey } from '../../../layers/maas/core/registry/keys.ts';
import type { RecordCache } from '../../../layers/maas/core/serving/record-cache.ts';
import { resolveVersion } from '../../../layers/maas/core/serving/resolve-version.ts';
import { emptyStatistics, type Statistics } from '../../../layers/maas/core/serving/statistics.ts';
import type { HttpHandler } from '../../../layers/maas/http/http-request.ts';
import { jsonResponse, type HttpResponse } from '../../../layers/maas/http/http-response.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';

export interface ProtocolDeps {
  readonly records: RecordCache;
  readonly defaultModel: string;
  readonly statistics: Statistics;
}

type ProtocolOperation = 'serverMetadata' | 'serverLive' | 'serverReady' | 'modelReady' | 'versionReady' | 'allStatistics' | 'modelStatistics' | 'versionStatistics';

/** The calls of the Open Inference Protocol that run no model and list nothing. */
export function protocolOperations({ records, defaultModel, statistics }: ProtocolDeps): Pick<Handlers<'predict'>, ProtocolOperation> {
  /** Clients look at the status alone: what cannot be called is an error, as when it is called. */
  const checkModel: HttpHandler<HttpResponse> = async ({ parameters }) => {
    const { model } = await resolveVersion(records, parameters.model ?? '', parameters.version);
    return jsonResponse(200, { name: model, ready: true });
  };

  return {
    serverMetadata: () => Promise.resolve(jsonResponse(200, describeServer(SERVICE.version))),
    serverLive: () => Promise.resolve(jsonResponse(200, { live: true })),

    /** Ready when the registry can be read; whether there is a default model does not matter. */
    async serverReady() {
      await records.find(modelKey(defaultModel));
      return jsonResponse(200, { ready: true });
    },

    modelReady: checkModel,
    versionReady: checkModel,

    allStatistics: () => Promise.resolve(jsonResponse(200, { model_stats: statistics.list() })),

    /** The versions that this instance was asked for, and in any case the one that it would be asked for now. */
    async modelStatistics({ parameters }) {
      const { model, version } = await resolveVersion(records, parameters.model ?? '');
      const called = statistics.list(model);
      return jsonResponse(200, { model_stats: called.length > 0 ? called : [emptyStatistics(model, version)] });
    },

    async versionStatistics({ parameters }) {
      const { model, version } = await resolveVersion(records, parameters.model ?? '', parameters.version);
      const [called = emptyStatistics(model, version)] = statistics.list(model, version);
      return jsonResponse(200, { model_stats: [called] });
    },
  };
}
