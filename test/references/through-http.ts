/**
 * Every line of every reference through the public API: each bundle is uploaded, validated and
 * asked, and must answer as its framework did; then texts of mixed length in batches, which must
 * answer as one by one.
 *
 *   MAAS_FIXTURES=… MAAS_URL=http://127.0.0.1:8080 node test/references/through-http.ts [word of a
 *   name …]
 */
import { Client } from '../e2e/service/client.ts';
import { loadFixtures } from './fixtures.ts';
import { runBatches } from './run-batches.ts';
import { runFixture, toTable, type Outcome } from './run-fixture.ts';
import { serveByHttp } from './serve-by-http.ts';
import type { ServedModel } from './served-model.ts';

const FIXTURES = 25;
const AT_ONCE = 8;
const words = process.argv.slice(2);
const all = loadFixtures(process.env.MAAS_FIXTURES ?? '');
if (all.length !== FIXTURES) {
  throw new Error(
    `MAAS_FIXTURES must name the folder with all ${FIXTURES} fixtures; it has ${all.length}.`,
  );
}
const serve = serveByHttp(new Client({ url: process.env.MAAS_URL ?? 'http://127.0.0.1:8080' }));
const served = new Map<string, ServedModel>();

const outcomes: Outcome[] = [];
for (const fixture of all.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
)) {
  const remember = async (...[name, files]: Parameters<typeof serve>): Promise<ServedModel> => {
    const model = await serve(name, files);
    served.set(name, model);
    return model;
  };
  outcomes.push(
    await runFixture(fixture, remember, AT_ONCE).catch((error: unknown) => ({
      fixture: fixture.name,
      task: fixture.task,
      calls: fixture.calls.length,
      worst: NaN,
      failures: fixture.calls.map(() => String(error)),
    })),
  );
}
console.log(`${toTable(outcomes)}\n`);

let failed = outcomes.reduce((sum, { failures }) => sum + failures.length, 0);
let passed = outcomes.reduce((sum, { calls }) => sum + calls, 0) - failed;
for (const { fixture, failures } of outcomes) {
  for (const failure of failures.slice(0, 5)) console.log(`${fixture}: ${failure}`);
}

console.log('| texts in batches | of | greatest difference from one by one |\n|---|---|---|');
for (const [name, model] of served) {
  if (/^tabular|^tensor|^image/.test(model.task)) continue;
  for (const { size, worst, failure } of await runBatches(model)) {
    console.log(`| ${name} | ${size} | ${failure ?? worst.toExponential(1)} |`);
    if (failure === undefined) passed++;
    else failed++;
  }
}

console.log(`\nreferences: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
