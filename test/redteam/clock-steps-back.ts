/**
 * After the machine's clock steps back, a warm instance still sees within its time of trust that an
 * alias has moved.
 */
import { RecordCache } from '../../layers/maas/core/serving/record-cache.ts';

const HOUR_MS = 3_600_000;
const TTL_MS = 1000;
let wallMs = Date.parse('2026-11-28T12:00:00Z');
let monotonicMs = 0;
let version = 1;
const reader = {
  get: () =>
    Promise.resolve({ bytes: Buffer.from(JSON.stringify({ version })), etag: String(version) }),
  readInto: () => Promise.resolve(undefined),
};
const clock = { nowMs: () => wallMs, monotonicMs: () => monotonicMs };
const cache = new RecordCache(reader, clock, { ttlMs: TTL_MS, onStale: () => undefined });

await cache.find('models/m/model.json');
let fault = '';
for (const stepMs of [-HOUR_MS, HOUR_MS, -24 * HOUR_MS]) {
  wallMs += stepMs; // set by hand, by NTP, or after a sleep
  version++;
  wallMs += 2 * TTL_MS;
  monotonicMs += 2 * TTL_MS;
  const seen = await cache.find<{ version: number }>('models/m/model.json');
  if (seen?.version !== version) {
    fault = `after a step of ${stepMs} ms the record of before still answers`;
  }
}
console.log(fault === '' ? 'right' : `WRONG: ${fault}`);
process.exit(fault === '' ? 0 : 1);
