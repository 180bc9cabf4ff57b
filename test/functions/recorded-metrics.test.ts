import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { METRICS, type MetricName, type MetricSpec } from '../../layers/maas/contract/metrics.ts';
import { BAD, GOOD, NUMBERS, post, ROW, service, useNeighbours } from '../support/neighbours.ts';

const ENTRY = 'in layers/maas/contract/metrics.ts';
/** What a test under `test/functions` looks like that asserts a value. */
const ASSERTION = 'expect(service.metrics.at(-1)).toMatchObject';
/** Recorded by no call here, though they are not occasional. */
const NOT_BY_CALLS: readonly string[] = [
  // By the tick of drift.
  'Drift',
  'DriftIndex',
  'DriftExpected',
  'DriftThreshold',
  // Where runs wait for their turn: no session here lets them (test/core/serving/serve.test.ts).
  'QueueLatency',
];

useNeighbours(
  ['sentiment', 'classifier', 'tagger', 'filler', 'BAAI--bge-Small_v1.5', 'mixed', 'regression'],
  { [ENVIRONMENT.metricDetail]: 'high' },
);

/** The metrics of calls that are answered, while nothing is rolled out, shadowed or asked for. */
const recorded = new Set<string>();

beforeAll(async () => {
  const before = service.metrics.length;
  for (const [model, body] of [
    ['sentiment', { text: [GOOD, BAD] }],
    ['classifier', { text: 'good' }],
    ['tagger', { text: 'good' }],
    ['filler', { text: '[MASK]' }],
    ['baai--bge-small_v1.5', { text: 'good' }],
    ['mixed', { rows: [ROW.row] }],
    ['regression', { rows: [NUMBERS.row] }],
  ] as const) {
    expect(await post(`/models/${model}/predict`, body)).toMatchObject({ status: 200 });
  }
  for (const line of service.metrics.slice(before) as unknown as readonly MetricLine[]) {
    for (const { Metrics } of line._aws.CloudWatchMetrics) {
      for (const { Name } of Metrics) recorded.add(Name);
    }
  }
});

interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

const specs = Object.entries<MetricSpec>(METRICS);

describe('answered calls of models of all kinds', () => {
  it('record every metric that is not occasional', () => {
    const missing = specs.filter(
      ([name, { isOccasional }]) =>
        !isOccasional && !NOT_BY_CALLS.includes(name) && !recorded.has(name),
    );
    expect(
      missing.map(
        ([name]) =>
          `No call records ${name}: fill what toValues takes it from, or, if it has values only ` +
          `when something is wrong, rolled out, shadowed or asked for, isOccasional ${ENTRY}`,
      ),
    ).toEqual([]);
  });

  it('record none that is occasional', () => {
    const found = specs.filter(([name, { isOccasional }]) => isOccasional && recorded.has(name));
    expect(
      found.map(
        ([name]) => `Every call of some model records ${name}: it is not isOccasional ${ENTRY}`,
      ),
    ).toEqual([]);
  });
});

describe('a test of its value', () => {
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'));
  /** Times are as the machine has them: that they are recorded is all there is to assert. */
  const counted = specs.flatMap(([name, { unit, isOccasional = false }]) =>
    unit !== 'Milliseconds' || isOccasional ? [name as MetricName] : [],
  );

  it('is there for every metric that is no time, and for those that calls do not record', () => {
    const untested = counted.filter((name) => {
      const key = new RegExp(`\\b${name}(?::|,? \\}| =|\\))`);
      return !tests.some((test) => key.test(test));
    });
    expect(
      untested.map((name) => `Assert a value under test/functions: ${ASSERTION}({ ${name}: 1 })`),
    ).toEqual([]);
  });
});
