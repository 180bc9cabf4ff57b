/**
 * Measures lists, index and metrics over a large home: 5,000 models, 5,000 versions of one more, a
 * million metric lines. Run: node scripts/launch.mjs bench/big-home.ts
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmfMetricSink } from '../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../layers/maas/adapters/metrics/file-metric-reader.ts';
import { FileObjectStore } from '../layers/maas/adapters/files/file-object-store.ts';
import { systemClock } from '../layers/maas/adapters/system-clock.ts';
import { UploadUrls } from '../layers/maas/adapters/files/upload-url.ts';
import { readModelMetrics } from '../layers/maas/core/monitoring/model-metrics.ts';
import { listOpenAiModels } from '../layers/maas/core/catalog/openai-models.ts';
import { modelKey, versionKey } from '../layers/maas/core/registry/keys.ts';
import { Registry } from '../layers/maas/core/registry/registry.ts';
import { getModelMetadata } from '../layers/maas/core/catalog/model-metadata.ts';
import { listRepository } from '../layers/maas/core/catalog/repository-index.ts';

const MODELS = 5000;
const VERSIONS = 5000;
const LINES = 1_000_000;
const HOURS = 10;
const HOUR_MS = 3_600_000;
const LARGE = 'large';

const home = mkdtempSync(path.join(tmpdir(), 'maas-big-home-'));
const metrics = path.join(home, 'metrics');
const store = new FileObjectStore(
  path.join(home, 'store'),
  new UploadUrls('s'.repeat(32), 'http://127.0.0.1:1', systemClock),
  systemClock,
);
const registry = new Registry(store, systemClock);
const endMs = systemClock.nowMs();

async function put(key: string, value: unknown): Promise<void> {
  await store.put(key, Buffer.from(JSON.stringify(value)));
}

/** A model as this release writes it, all versions READY. */
async function addModel(model: string, versions: number): Promise<void> {
  const now = registry.nowText();
  const live = { routes: [{ version: versions, weight: 1 }], updatedAt: now };
  await put(modelKey(model), {
    model,
    createdAt: now,
    revision: 1,
    aliases: { live },
    versions: { newest: versions, ready: [[1, versions]], deleted: [] },
  });
  const bundle = {
    files: [],
    entry: 'model.onnx',
    signature: { inputs: [], outputs: [] },
    task: 'feature-extraction',
  };
  for (let version = 1; version <= versions; version++) {
    await put(versionKey(model, version), {
      model,
      version,
      status: 'READY',
      createdAt: now,
      updatedAt: now,
      uploads: [],
      ingestAttempts: 1,
      bundle,
    });
  }
}

function addMetrics(): void {
  mkdirSync(metrics);
  for (let hour = 0; hour < HOURS; hour++) {
    const lines: string[] = [];
    const startMs = endMs - (HOURS - hour) * HOUR_MS;
    for (let index = 0; index < LINES / HOURS; index++) {
      const nowMs = startMs + (index * HOUR_MS * HOURS) / LINES;
      const sink = new EmfMetricSink({
        namespace: 'N',
        clock: { nowMs: () => nowMs },
        write: (line) => {
          lines.push(line);
        },
      });
      const values = {
        Predictions: 1,
        ColdStart: 0,
        Errors: 0,
        ClientErrors: 0,
        PredictionLatency: 3 + (index % 997) / 7,
        InferenceLatency: 1 + (index % 499) / 7,
      };
      sink.record({ values, dimensions: { Model: LARGE, Version: String(1 + (index % 3)) } });
    }
    appendFileSync(
      path.join(metrics, `${new Date(startMs).toISOString().slice(0, 13)}.jsonl`),
      lines.join(''),
    );
  }
}

async function measure(what: string, call: () => Promise<unknown>): Promise<void> {
  const startedAtMs = performance.now();
  await call();
  console.log(`${what.padEnd(52)} ${Math.round(performance.now() - startedAtMs)} ms`);
}

const readMetrics = (hours: number): Promise<unknown> =>
  readModelMetrics(
    new FileMetricReader({ directory: metrics, namespace: 'N' }),
    LARGE,
    Array.from({ length: 20 }, (_, index) => index + 1),
    { fromMs: endMs - hours * HOUR_MS, toMs: endMs },
  );

try {
  for (let index = 0; index < MODELS; index++) await addModel(`m${index}`, 1);
  await addModel(LARGE, VERSIONS);
  addMetrics();
  await measure('a page of models', () => registry.listModels());
  await measure('a page of the versions of the large model', () => registry.listVersions(LARGE));
  await measure('metadata of the large model', () => getModelMetadata(registry, LARGE));
  await measure('another version of the large model', () =>
    registry.createVersion(LARGE, { uploads: [] }),
  );
  await measure('the repository index, 10,001 versions', () => listRepository(registry));
  await measure("OpenAI's list of models", () => listOpenAiModels(registry));
  await measure('metrics of all hours, summed up for the first time', () => readMetrics(HOURS + 1));
  await measure('metrics of all hours', () => readMetrics(HOURS + 1));
  await measure('metrics of the last hour', () => readMetrics(1));
} finally {
  store.close();
  rmSync(home, { recursive: true, force: true });
}
