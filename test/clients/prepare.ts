/**
 * Uploads what the clients' scripts call, through the public API at MAAS_URL: two models that
 * answer what they are given, and the embedding model of MAAS_FIXTURES, by presigned addresses.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeOnnx, node, TYPE, value } from '../support/onnx-model.ts';
import { textModel } from '../support/text-models.ts';

const URL_BASE = process.env.MAAS_URL ?? 'http://127.0.0.1:8080';
const FIXTURES = process.env.MAAS_FIXTURES;
const POLL_MS = 200;
const POLLS = 600;

const TYPES = {
  BOOL: TYPE.BOOL,
  UINT8: TYPE.UINT8,
  UINT16: TYPE.UINT16,
  UINT32: TYPE.UINT32,
  UINT64: TYPE.UINT64,
  INT8: TYPE.INT8,
  INT16: TYPE.INT16,
  INT32: TYPE.INT32,
  INT64: TYPE.INT64,
  FP16: TYPE.FLOAT16,
  FP32: TYPE.FLOAT,
  FP64: TYPE.DOUBLE,
  BYTES: TYPE.STRING,
} as const;

/** `<datatype>` in, `<datatype>-out` out, for every datatype at once. */
const everyDatatype = encodeOnnx({
  graph: {
    input: Object.entries(TYPES).map(([name, type]) => value(name, type, [undefined])),
    output: Object.entries(TYPES).map(([name, type]) => value(`${name}-out`, type, [undefined])),
    node: Object.keys(TYPES).map((name) => node('Identity', [name], [`${name}-out`])),
  },
});
const oneMatrix = encodeOnnx({
  graph: {
    input: [value('x', TYPE.FLOAT, [undefined, 4])],
    output: [value('y', TYPE.FLOAT, [undefined, 4])],
    node: [node('Identity', ['x'], ['y'])],
  },
});

async function uploadWhole(name: string, model: Uint8Array): Promise<void> {
  await uploadFiles(name, { 'model.onnx': model });
}

async function uploadFiles(
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const form = new FormData();
  form.set('name', name);
  for (const [file, bytes] of Object.entries(files)) {
    form.append('model', new Blob([new Uint8Array(bytes)]), file);
  }
  const response = await fetch(`${URL_BASE}/upload`, { method: 'POST', body: form });
  if (response.status !== 201) {
    throw new Error(`'${name}' was not taken: ${response.status} ${await response.text()}`);
  }
}

async function uploadBundle(name: string, folder: string): Promise<void> {
  const skipped = [
    'make.py',
    'calls.py',
    'requirements.txt',
    'reference.jsonl',
    'config.identity.json',
  ];
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !skipped.includes(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const files = paths.map((file) => {
    const bytes = readFileSync(path.join(folder, file));
    return {
      path: file,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  });
  const { version, uploads } = await call<{
    version: number;
    uploads: { path: string; url: string; headers: Record<string, string> }[];
  }>('POST', `/models/${name}/versions`, { files, alias: 'live' });
  for (const upload of uploads) {
    const response = await fetch(upload.url, {
      method: 'PUT',
      headers: upload.headers,
      body: readFileSync(path.join(folder, upload.path)),
    });
    if (!response.ok) {
      throw new Error(
        `'${upload.path}' was not taken: ${response.status} ${await response.text()}`,
      );
    }
  }
  await call('POST', `/models/${name}/versions/${version}/complete`);
  for (let poll = 0; poll < POLLS; poll++) {
    const { status, rejection } = await call<{ status: string; rejection?: unknown }>(
      'GET',
      `/models/${name}/versions/${version}`,
    );
    if (status === 'READY') return;
    if (status === 'REJECTED') {
      throw new Error(`'${name}' was rejected: ${JSON.stringify(rejection)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`'${name}' is still being validated.`);
}

async function call<T>(method: string, target: string, body?: unknown): Promise<T> {
  const response = await fetch(URL_BASE + target, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) {
    throw new Error(`${method} ${target}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

await uploadWhole('clients-all', everyDatatype);
await uploadWhole('clients-fp32', oneMatrix);
await uploadFiles(
  'clients-classifier',
  textModel(
    'logits',
    2,
    {
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'negative', 1: 'positive' },
    },
    { isSummed: true },
  ),
);
await uploadFiles(
  'BAAI--bge-reranker-base',
  textModel(
    'logits',
    1,
    { architectures: ['BertForSequenceClassification'], id2label: { 0: 'LABEL_0' } },
    { isSummed: true },
  ),
);
await uploadFiles(
  'clients-tagger',
  textModel('logits', 3, {
    architectures: ['BertForTokenClassification'],
    id2label: { 0: 'O', 1: 'B-PER', 2: 'B-ORG' },
  }),
);
await uploadFiles(
  'clients-filler',
  textModel('logits', 7, { architectures: ['BertForMaskedLM'], vocab_size: 7 }),
);
await uploadFiles(
  'BAAI--bge-small-en-v1.5',
  textModel('last_hidden_state', 4, { architectures: ['BertModel'] }),
);
const read = (file: string): Uint8Array =>
  readFileSync(path.join(import.meta.dirname, '../fixtures/references', file));
await uploadWhole('clients-table', read('tabular/mixed/model.onnx'));
await uploadWhole('clients-numbers', read('tabular/regression/model.onnx'));
await uploadFiles(
  'clients-digits',
  Object.fromEntries(
    ['model.onnx', 'config.json', 'preprocessor_config.json'].map((file) => [
      file,
      read(`digits-cnn/${file}`),
    ]),
  ),
);
if (FIXTURES === undefined) throw new Error('MAAS_FIXTURES names the folder with minilm/.');
await uploadBundle('clients-minilm', path.join(FIXTURES, 'minilm'));
if (existsSync(path.join(FIXTURES, 'rerank'))) {
  await uploadBundle('clients-cross-encoder', path.join(FIXTURES, 'rerank'));
}
console.log(`Models for the clients are READY on ${URL_BASE}.`);
