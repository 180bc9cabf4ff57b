import {
  resolveVersion,
  type RecordReader,
} from '../../../layers/maas/core/serving/resolve-version.ts';
import { emptyStatistics, type Statistics } from '../../../layers/maas/core/serving/statistics.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';

export interface StatisticsDeps {
  readonly records: RecordReader;
  readonly statistics: Statistics;
}

type StatisticsOperation = 'allStatistics' | 'modelStatistics' | 'versionStatistics';

/** The operations that answer this instance's counts, in the Open Inference Protocol's shape. */
export function statisticsOperations({
  records,
  statistics,
}: StatisticsDeps): Pick<Handlers<'predict'>, StatisticsOperation> {
  return {
    allStatistics: () => Promise.resolve(jsonResponse(200, { model_stats: statistics.list() })),

    /**
     * The versions that this instance was asked for, and in any case the one that it would be asked
     * for now.
     */
    async modelStatistics({ parameters }) {
      const { model, version } = await resolveVersion(records, parameters.model ?? '');
      const called = statistics.list(model);
      return jsonResponse(200, {
        model_stats: called.length > 0 ? called : [emptyStatistics(model, version)],
      });
    },

    async versionStatistics({ parameters }) {
      const { model, version } = await resolveVersion(
        records,
        parameters.model ?? '',
        parameters.version,
      );
      const [called = emptyStatistics(model, version)] = statistics.list(model, version);
      return jsonResponse(200, { model_stats: [called] });
    },
  };
}
