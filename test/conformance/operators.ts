/**
 * ONNX's own backend tests through the public HTTP API: each model is uploaded, validated and
 * called, in binary and, where JSON can carry the numbers, in JSON, and must give what ONNX Runtime
 * gives directly, bit for bit. What cannot be served must be refused in a sentence.
 *
 *   apt-get install libonnx-testdata        MAAS_URL=http://127.0.0.1:8080 node
 *   test/conformance/operators.ts [--write | word of a name …]
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  describeModel,
  fitsJson,
  inferBinary,
  inferJson,
  upload,
  type Answer,
} from './call-service.ts';
import { runDirectly, type DirectRun } from './run-directly.ts';
import { isDocumented, renderOutcomes, writePage } from './outcome-table.ts';
import { readTestVector, type TestVector, type VectorTensor } from './test-vector.ts';

const DATA = process.env.ONNX_TESTDATA ?? '/usr/share/libonnx-testdata/data';
const url = process.env.MAAS_URL ?? 'http://127.0.0.1:8080';
const { values: options, positionals: words } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const PARALLEL = 4;

const BY_VECTOR = "not ONNX Runtime's: equal to the test's own outputs";

/** Outcomes that are right, without the code of a refusal; any other is a fault. */
const RIGHT = [
  BY_VECTOR,
  'equal in binary and JSON',
  'equal in binary',
  'equal in binary, too large for JSON',
  'random by nature',
  "not ONNX Runtime's: rejected",
  "not ONNX Runtime's: refused when called",
  "not ONNX Runtime's: no tensor to send",
];

async function judge(folder: string): Promise<string> {
  const model = path.join(folder, 'model.onnx');
  const vector = readTestVector(folder);
  const { inputs } = vector;
  const tensors = inputs.filter((tensor) => tensor !== undefined);
  const direct =
    tensors.length === inputs.length
      ? await runDirectly(model, tensors).catch(() => undefined)
      : undefined;
  const name = path
    .basename(folder)
    .replaceAll('_', '-')
    .toLowerCase()
    .slice(-63)
    .replace(/^-+|-+$/g, '');
  const rejection = await upload(url, name, model);
  if (rejection) {
    return rejection.status !== 422
      ? `upload answered ${rejection.status}: ${rejection.error}`
      : direct
        ? `rejected: ${rejection.error}`
        : `not ONNX Runtime's: rejected ` +
          `(${/rejected, ([A-Z_]+)/.exec(rejection.error)?.[1] ?? ''})`;
  }
  if (tensors.length < inputs.length) return "not ONNX Runtime's: no tensor to send";
  if (!direct) return judgeByVector(name, tensors, vector);
  const binary = await inferBinary(url, name, direct.inputNames, tensors);
  const differing = findDifference(direct, binary);
  if (direct.isRandom && 'outputs' in binary) return 'random by nature';
  if (differing) return `binary: ${differing}`;
  if (![...tensors, ...direct.outputs].every(fitsJson)) return 'equal in binary';
  const json = await inferJson(url, name, direct.inputNames, tensors);
  if (json.status === 413) return 'equal in binary, too large for JSON';
  const inJson = findDifference(direct, json);
  return inJson ? `JSON: ${inJson}` : 'equal in binary and JSON';
}

/**
 * Describes a model that ONNX Runtime cannot run as it is, for want of a locale: by what the test
 * itself says.
 */
async function judgeByVector(
  name: string,
  tensors: readonly VectorTensor[],
  { outputs }: TestVector,
): Promise<string> {
  const names = await describeModel(url, name);
  const answer = await inferBinary(url, name, names.inputs, tensors);
  if ('code' in answer && (answer.status < 500 || answer.status === 501)) {
    return `not ONNX Runtime's: refused when called (${answer.code})`;
  }
  const expected = outputs.flatMap((tensor, index) =>
    tensor ? [{ name: names.outputs[index] ?? '', ...tensor }] : [],
  );
  const differing = findDifference({ outputs: expected }, answer);
  return differing
    ? `ONNX Runtime fails, but the service answers otherwise than the test: ${differing}`
    : BY_VECTOR;
}

function findDifference(
  { outputs }: Pick<DirectRun, 'outputs'>,
  answer: Answer,
): string | undefined {
  if (!('outputs' in answer)) return `${answer.status} ${answer.code}: ${answer.error}`;
  for (const { name, datatype, shape, bytes, strings } of outputs) {
    const got = answer.outputs.get(name);
    if (got?.datatype !== datatype || got.shape.join() !== shape.join()) {
      return (
        `'${name}' is ${String(got?.datatype)} [${String(got?.shape)}], not ${datatype} ` +
        `[${shape.join()}]`
      );
    }
    if (
      strings
        ? JSON.stringify(strings) !== JSON.stringify(got.strings)
        : Buffer.compare(bytes, got.bytes) !== 0
    ) {
      return `'${name}' differs`;
    }
  }
  return undefined;
}

const folders = readdirSync(DATA)
  .flatMap((kind) => readdirSync(path.join(DATA, kind)).map((name) => path.join(DATA, kind, name)))
  .filter(
    (folder) =>
      existsSync(path.join(folder, 'model.onnx')) &&
      existsSync(path.join(folder, 'test_data_set_0')),
  )
  .filter((folder) => words.length === 0 || words.some((word) => folder.includes(word)));
const outcomes = new Map<string, string[]>();
const queue = folders.values();
await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    for (const folder of queue) {
      const outcome = await judge(folder).catch(
        (error: unknown) => `the call failed: ${String(error)}`,
      );
      outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), path.basename(folder)]);
    }
  }),
);

const faults = [...outcomes].filter(
  ([outcome]) => !RIGHT.includes(outcome.replace(/ \([A-Z_]+\)$/, '')),
);
for (const [outcome, names] of faults) console.error(`FAILED ${outcome}: ${names.join(', ')}`);
const page = renderOutcomes(outcomes);
console.log(page);
if (options.write) writePage(page);
// A part of the models says nothing about the page.
const documented = words.length > 0 || isDocumented(page);
if (!documented) {
  console.error(
    'FAILED docs/operators.md says something else: look at the difference, then write it with ' +
      '--write.',
  );
}
const wrong = faults.reduce((sum, [, names]) => sum + names.length, 0) + (documented ? 0 : 1);
console.log(
  `onnx-operators: ${folders.length + (words.length > 0 ? 0 : 1) - wrong} passed, ${wrong} failed`,
);
process.exit(wrong === 0 ? 0 : 1);
