import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parseDaemonAddress } from '../../../layers/maas/adapters/tracing/daemon-address.ts';
import type { SubsegmentDocument } from '../../../layers/maas/adapters/tracing/subsegment.ts';
import { parseTraceHeader } from '../../../layers/maas/adapters/tracing/trace-header.ts';
import { XRayTracer } from '../../../layers/maas/adapters/tracing/xray-tracer.ts';
import { systemRandomness } from '../../../layers/maas/adapters/randomness/system-randomness.ts';
import { ALARM_LIMITS } from '../../../layers/maas/contract/alarm-limits.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  observePrediction,
  type PredictionFacts,
} from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { UNWATCHED } from '../../support/unwatched.ts';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const PARENT = '53995c3f42cd8ad8';
const SAMPLED = `Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=1:a87bd80c:0`;
const isValid = new Ajv().compile(
  JSON.parse(
    readFileSync(path.join(import.meta.dirname, '../../fixtures/xray-schema.json'), 'utf8'),
  ) as object,
);

let daemon: Socket;
beforeAll(async () => {
  daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});
afterAll(() => {
  daemon.close();
});

let header: string | undefined;
let nowMs: number;
beforeEach(() => {
  header = SAMPLED;
  nowMs = 1000;
});

const EPOCH_MS = 1_795_572_000_000;
const open = (): XRayTracer =>
  new XRayTracer({
    daemon: { host: '127.0.0.1', port: daemon.address().port },
    findHeader: () => header,
    clock: { nowMs: () => EPOCH_MS + nowMs, monotonicMs: () => nowMs },
    randomness: systemRandomness,
  });

/** Makes one prediction that is traced. */
async function predict(
  tracer: XRayTracer,
  act: (facts: PredictionFacts) => Promise<unknown>,
): Promise<void> {
  await observePrediction(
    act,
    {
      clock: { monotonicMs: () => nowMs },
      metrics: { record: () => undefined },
      isColdStart: () => true,
      watch: UNWATCHED,
      budget: ALARM_LIMITS,
      trace: () => tracer.begin(),
      newId: () => 'p-1',
    },
    { remainingMs: () => 1000, notes: {} },
  ).catch(() => undefined);
}

async function receive(act: () => Promise<void>): Promise<SubsegmentDocument> {
  const arrival = once(daemon, 'message') as Promise<[Buffer]>;
  await act();
  const [datagram] = await arrival;
  const [prefix = '', document = '', ...rest] = datagram.toString().split('\n');
  expect(rest).toEqual([]);
  expect(JSON.parse(prefix)).toEqual({ format: 'json', version: 1 });
  const parsed = JSON.parse(document) as SubsegmentDocument;
  expect(isValid(parsed) ? [] : isValid.errors).toEqual([]);
  return parsed;
}

describe('XRayTracer', () => {
  it('sends a prediction with its stages, in one datagram, as X-Ray documents it', async () => {
    const document = await receive(() =>
      predict(open(), async (facts) => {
        Object.assign(facts, { model: 'm', version: 3, start: 'cold' });
        facts.stages.add('decode', 1000, 1002);
        facts.stages.add('load', 1002, 1050);
        facts.stages.add('download', 1002, 1030);
        facts.stages.add('create', 1035, 1050);
        facts.stages.add('inference', 1050, 1060);
        nowMs = 1064;
        return Promise.resolve();
      }),
    );
    expect(document).toMatchObject({
      name: 'predict',
      type: 'subsegment',
      trace_id: ROOT,
      parent_id: PARENT,
      start_time: (EPOCH_MS + 1000) / 1000,
      end_time: (EPOCH_MS + 1064) / 1000,
      annotations: { prediction_id: 'p-1', model: 'm', version: 3, start: 'cold' },
    });
    expect(document).not.toHaveProperty('fault');
    expect(document.subsegments?.map(({ name }) => name)).toEqual(['decode', 'load', 'inference']);
    const [, load] = document.subsegments ?? [];
    expect(
      load?.subsegments?.map(({ name, start_time: start, end_time: end }) => [
        name,
        Math.round((end - start) * 1000),
      ]),
    ).toEqual([
      ['download', 28],
      ['create', 15],
    ]);
  });

  it.each([
    ['the service', 'LOADING_FAILED', { fault: true }],
    ['the caller', 'INVALID_TENSOR', { error: true }],
  ] as const)('says whose fault a failure is: that of %s', async (_, code, flags) => {
    const document = await receive(() =>
      predict(open(), () => Promise.reject(new MaasError(code, 'No.'))),
    );
    expect(document).toMatchObject({ ...flags, annotations: { code } });
    expect(JSON.stringify(document)).not.toContain('No.');
  });

  it.each([
    ['not sampled', SAMPLED.replace('Sampled=1', 'Sampled=0')],
    ['undecided', SAMPLED.replace('Sampled=1', 'Sampled=?')],
    ['not traced', undefined],
    ['of no trace', SAMPLED.replace(ROOT, 'nonsense')],
  ])('tells nothing of a call that is %s', (_, text) => {
    header = text;
    expect(open().begin()).toBeUndefined();
    expect(parseTraceHeader(text)).toBeUndefined();
  });

  it('lets a prediction go on when there is no daemon', async () => {
    const tracer = new XRayTracer({
      daemon: { host: '127.0.0.1', port: 1 },
      findHeader: () => header,
      clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
      randomness: systemRandomness,
    });
    await expect(predict(tracer, () => Promise.resolve())).resolves.toBeUndefined();
  });
});

it.each([
  ['169.254.79.129:2000', { host: '169.254.79.129', port: 2000 }],
  ['tcp:127.0.0.1:2000 udp:127.0.0.2:2001', { host: '127.0.0.2', port: 2001 }],
  ['[::1]:2000', { host: '::1', port: 2000 }],
  ['localhost', undefined],
  ['a:99999', undefined],
  ['', undefined],
  [undefined, undefined],
])('the address %j is %j', (text, expected) => {
  expect(parseDaemonAddress(text)).toEqual(expected);
});
