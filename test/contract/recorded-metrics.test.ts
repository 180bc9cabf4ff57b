import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { METRICS } from '../../layers/maas/contract/metrics.ts';

const root = path.resolve(import.meta.dirname, '../../layers/maas');
/** These read metrics, and record none. */
const READERS = /\/(model-metrics|read-\w+|statistics|shadow-metrics)\.ts$/;

const sources = ['compose', 'core']
  .flatMap((part) =>
    readdirSync(path.join(root, part), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(root, part, file),
    ),
  )
  .filter((file) => file.endsWith('.ts') && !READERS.test(file))
  .map((file) => readFileSync(file, 'utf8'));

it('every metric is named where it can be recorded, as a value or as the metric of a stage', () => {
  const isNamed = (name: string): boolean => {
    const place = new RegExp(`\\b${name}:|: '${name}'`);
    return sources.some((source) => place.test(source));
  };
  expect(Object.keys(METRICS).filter((name) => !isNamed(name))).toEqual([]);
});
