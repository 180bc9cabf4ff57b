import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  BASELINE_INPUTS,
  keepBaseline,
  readBaseline,
  type Baseline,
  type VersionName,
} from '../../../layers/maas/core/drift/baseline.ts';
import { readDrift } from '../../../layers/maas/core/drift/read-drift.ts';
import {
  DRIFT_WINDOW_MS,
  getBaseline,
  type DriftDeps,
} from '../../../layers/maas/core/drift/tick-drift.ts';
import { toUploadedBaseline } from '../../../layers/maas/core/drift/uploaded-baseline.ts';
import { parsePeriod } from '../../../layers/maas/core/monitoring/parse-period.ts';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import { resolveVersion } from '../../../layers/maas/core/serving/resolve-version.ts';
import type { HttpRequest } from '../../../layers/maas/http/http-request.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody, parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { getModelName, getVersionNumber } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import {
  BaselineChange,
  DriftQuery,
  toBaselineView,
  toDriftView,
} from '../../../layers/maas/api/schemas/drift.ts';

export function driftOperations(
  deps: DriftDeps,
): Pick<Handlers<'monitor'>, 'getDrift' | 'putBaseline'> {
  const { registry, captured, clock } = deps;
  return {
    async getDrift(request) {
      const { value: record } = await registry.getModel(getModelName(request));
      const { version: reference, ...texts } = parseQuery(DriftQuery, request);
      const { version } = await resolveVersion(readRecords(registry), record.model, reference);
      const nowMs = clock.nowMs();
      const hasPeriod = texts.from !== undefined || texts.to !== undefined;
      // eslint-disable-next-line no-restricted-syntax -- a period by the dates of records
      const lastWindow = { fromMs: nowMs - DRIFT_WINDOW_MS, toMs: nowMs + 1 };
      const period = hasPeriod ? parsePeriod(texts, nowMs) : lastWindow;
      const baseline = await getBaseline(deps, { model: record.model, version });
      const drift = baseline
        ? await readDrift(captured, baseline, period, record.settings?.maxDrift)
        : undefined;
      return jsonResponse(200, toDriftView(record.model, version, baseline, drift));
    },

    async putBaseline(request) {
      const { value: record } = await registry.getModel(getModelName(request));
      const version = getVersionNumber(request);
      await registry.getVersion(record.model, version);
      const name = { model: record.model, version };
      const made = hasLines(request)
        ? toUploadedBaseline(name, request.body, clock.nowMs())
        : await readPeriod(request, name, deps);
      if (made.inputs < BASELINE_INPUTS) {
        throw new MaasError(
          'INVALID_REQUEST',
          `A baseline has ${BASELINE_INPUTS} inputs or more; these lines are ${made.inputs}.`,
        );
      }
      await keepBaseline(registry.store, made);
      return jsonResponse(200, { ...name, ...toBaselineView(made) });
    },
  };
}

/** JSON lines have types of several names, none of them registered. */
function hasLines({ headers }: HttpRequest): boolean {
  return /^\s*application\/(x-)?(ndjson|jsonl|jsonlines)\b/i.test(headers['content-type'] ?? '');
}

/** Reads the counts of a period, where they are enough. */
async function readPeriod(
  request: HttpRequest,
  name: VersionName,
  { captured, clock }: DriftDeps,
): Promise<Baseline> {
  const period = parsePeriod(parseJsonBody(BaselineChange, request), clock.nowMs());
  const made = await readBaseline(captured, name, period);
  if (made && made.inputs >= BASELINE_INPUTS) return made;
  throw new MaasError(
    'INVALID_REQUEST',
    `A baseline has ${BASELINE_INPUTS} inputs or more; from ` +
      `${new Date(period.fromMs).toISOString()} to ${new Date(period.toMs).toISOString()} ` +
      `there were ${made?.inputs ?? 0}. Name a longer time.`,
  );
}
