import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { EmfMetricSink } from '../../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { DIMENSIONS, METRICS, type MetricName } from '../../../layers/maas/contract/metrics.ts';
import type { MetricEvent } from '../../../layers/maas/core/ports/metrics.ts';

const NOW_MS = 1_795_572_000_123;
const NAMES = Object.keys(METRICS) as MetricName[];
const isValid = new Ajv().compile(
  JSON.parse(
    readFileSync(path.join(import.meta.dirname, '../../fixtures/emf-schema.json'), 'utf8'),
  ) as object,
);

interface Line {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly string[][];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

function emit(event: MetricEvent): Line[] {
  const written: string[] = [];
  new EmfMetricSink({
    namespace: 'Maas',
    clock: { nowMs: () => NOW_MS },
    write: (line) => {
      written.push(line);
    },
  }).record(event);
  expect(
    written.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1),
  ).toBe(true);
  return written.map((line) => JSON.parse(line) as Line);
}

describe('EmfMetricSink', () => {
  it('writes one line with the values, their units and every dimension set', () => {
    expect(
      emit({
        values: { Predictions: 1, PredictionLatency: 12.5 },
        dimensions: { Model: 'm', Version: '3' },
      }),
    ).toEqual([
      {
        _aws: {
          Timestamp: NOW_MS,
          CloudWatchMetrics: [
            {
              Namespace: 'Maas',
              Dimensions: [[], ['Model'], ['Model', 'Version']],
              Metrics: [
                { Name: 'Predictions', Unit: 'Count' },
                { Name: 'PredictionLatency', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        Model: 'm',
        Version: '3',
        Predictions: 1,
        PredictionLatency: 12.5,
      },
    ]);
  });

  it('keeps properties as members that are neither a metric nor a dimension', () => {
    const lines = emit({
      values: { Predictions: 1, Score: Array.from({ length: 101 }, () => 0.5) },
      dimensions: { Model: 'm', Version: '3' },
      properties: { predictionId: 'p-1' },
    });
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line.predictionId).toBe('p-1');
      expect(JSON.stringify(line._aws)).not.toContain('predictionId');
      expect(isValid(line)).toBe(true);
    }
  });

  it('leaves out the dimension sets and the metrics that lack a value', () => {
    const [line] = emit({
      values: { Predictions: 1, Score: 0.5, ErrorsByType: 1 },
      dimensions: { ErrorType: 'INTERNAL' },
    });
    expect(
      line?._aws.CloudWatchMetrics.map(({ Dimensions, Metrics }) => [
        Dimensions,
        Metrics.map(({ Name }) => Name),
      ]),
    ).toEqual([
      [[[]], ['Predictions']],
      [[['ErrorType']], ['ErrorsByType']],
    ]);
    expect(line).not.toHaveProperty('Score');
  });

  it('writes nothing when nothing can be said', () => {
    expect(emit({ values: {}, dimensions: { Model: 'm' } })).toEqual([]);
    expect(emit({ values: { Score: 0.5 }, dimensions: {} })).toEqual([]);
    expect(
      emit({ values: { PredictionLatency: Number.NaN, Score: [] }, dimensions: { Model: 'm' } }),
    ).toEqual([]);
  });

  it('spreads more than 100 values over several lines, and says everything else once', () => {
    const scores = Array.from({ length: 250 }, (_, i) => i / 250);
    const lines = emit({ values: { Predictions: 1, Score: scores }, dimensions: { Model: 'm' } });
    expect(lines.map((line) => [line.Score].flat().length)).toEqual([100, 100, 50]);
    expect(lines.flatMap((line) => line.Score)).toEqual(scores);
    expect(lines.filter((line) => 'Predictions' in line)).toHaveLength(1);
  });

  it("keeps within the format's limits whatever is recorded", () => {
    const values = fc.dictionary(
      fc.constantFrom(...NAMES),
      fc.oneof(fc.double(), fc.array(fc.double(), { maxLength: 300 })),
    );
    const dimensions = fc.dictionary(fc.constantFrom(...DIMENSIONS), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(values, dimensions, (recorded, known) => {
        const lines = emit({ values: recorded, dimensions: known });
        for (const line of lines) expect(isValid(line) ? [] : isValid.errors).toEqual([]);
        for (const line of lines) {
          for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
            for (const name of [...Dimensions.flat(), ...Metrics.map(({ Name }) => Name)]) {
              expect(line).toHaveProperty([name]);
            }
          }
        }
      }),
    );
  });

  it('says every value and every text as it was recorded', () => {
    const values = fc.record({
      Predictions: fc.oneof(fc.double(), fc.integer()),
      Score: fc.array(fc.double(), { maxLength: 300 }),
    });
    const texts = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(values, texts, ({ Predictions, Score }, [Model, predictionId]) => {
        const lines = emit({
          values: { Predictions, Score },
          dimensions: { Model },
          properties: { predictionId },
        });
        const asJson = (list: number[]): unknown =>
          JSON.parse(JSON.stringify(list.filter(Number.isFinite)));
        expect(lines.flatMap((line) => line.Predictions ?? [])).toEqual(asJson([Predictions]));
        expect(lines.flatMap((line) => line.Score ?? [])).toEqual(asJson(Score));
        for (const line of lines) expect(line).toMatchObject({ Model, predictionId });
      }),
    );
  });

  it('could say every metric in one line, with every dimension', () => {
    const values = Object.fromEntries(NAMES.map((name) => [name, 1]));
    const [line, ...others] = emit({
      values,
      dimensions: Object.fromEntries(DIMENSIONS.map((name) => [name, 'x'])),
    });
    expect(others).toEqual([]);
    expect(isValid(line)).toBe(true);
    expect(
      line?._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)).sort(),
    ).toEqual(NAMES.toSorted());
  });
});
