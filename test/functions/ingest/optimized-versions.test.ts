import { appendFileSync, copyFileSync } from 'node:fs';
import path from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IngestDeps } from '../../../layers/maas/core/ingest/ingest-version.ts';
import type {
  OptimizeJob,
  OptimizeReport,
} from '../../../layers/maas/core/ingest/model-optimization.ts';
import {
  GraphProtoSchema,
  type NodeProto,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { bundleFileKey } from '../../../layers/maas/core/registry/keys.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { createIngestBench, ingest, PLAIN_DEPS } from '../../support/ingest.ts';
import { REPORT } from '../../support/ingested-versions.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';
import { createRegistry } from '../../support/registry.ts';

const MODEL = addTo([]);
const TREES = node('TreeEnsembleRegressor', ['x'], ['sum'], {}, 'ai.onnx.ml');
const BRANCH = node('If', ['c'], ['sum'], {
  then_branch: create(GraphProtoSchema, { node: [TREES] }),
});
const FASTER = opening(100, 40);
const bench = createIngestBench();
afterAll(() => {
  bench.remove();
});

let registry: Registry;
let store: MemoryObjectStore;
let warnings: string[];
beforeEach(() => {
  ({ registry, store } = createRegistry());
  warnings = [];
});

function addTo(nodes: NodeProto[]): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [node('Neg', ['x'], ['y']), ...nodes],
      input: [value('x', TYPE.FLOAT, ['n'])],
      output: [value('y', TYPE.FLOAT, ['n'])],
    },
  });
}

function opening(plain: number, optimized: number, runMs = 1): OptimizeReport {
  return {
    build: 'this one',
    isSame: true,
    openings: {
      plain: { createMs: plain, firstRunMs: 1, runMs: 1 },
      optimized: { createMs: optimized, firstRunMs: 1, runMs },
    },
  };
}

/** Another process that writes a copy of the model, and reports this. */
function optimizeTo(
  report: OptimizeReport,
  write: (target: string) => void = () => undefined,
): IngestDeps['optimization'] {
  return {
    optimize: ({ folder, entry, target }: OptimizeJob) => {
      copyFileSync(path.join(folder, entry), path.join(folder, target));
      write(path.join(folder, target));
      return Promise.resolve(report);
    },
  };
}

interface Times {
  readonly createMs?: number;
  readonly runMs?: number;
}

async function run(
  optimization: IngestDeps['optimization'],
  { createMs = 100, runMs = 1, ...changed }: Partial<IngestDeps> & Times = {},
  model = MODEL,
): ReturnType<typeof ingest> {
  const logger = {
    ...PLAIN_DEPS.logger,
    warn: (message: string) => {
      warnings.push(message);
    },
  };
  const validation = { ...REPORT.validation, runMs };
  const probe = { probe: () => Promise.resolve({ ...REPORT, createMs, validation }) };
  const deps = { ...PLAIN_DEPS, workspace: bench.workspace, registry, probe, logger, optimization };
  return ingest({ ...deps, ...changed }, { 'model.onnx': model });
}

describe('a model that opens faster as it was optimised', () => {
  it('is served so, with its figures in the record and its file in the store', async () => {
    const { status, bundle, validation } = await run(optimizeTo(FASTER));
    expect(status).toBe('READY');
    expect(bundle?.entry).toBe('model.onnx');
    expect(bundle?.files.map((file) => file.path)).toEqual(['model.onnx']);
    expect(bundle?.optimized).toMatchObject({
      path: 'model.optimized-1.onnx',
      bytes: MODEL.length,
      build: 'this one',
      leaves: ['model.onnx'],
    });
    expect(validation?.openings).toEqual(FASTER.openings);
    expect(store.objects.has(bundleFileKey('m', 1, 'model.optimized-1.onnx'))).toBe(true);
  });

  it('takes several threads a run where they are sooner, however it is opened', async () => {
    const sooner = { ...FASTER, isParallel: true } as const;
    expect((await run(optimizeTo(sooner))).bundle?.isParallel).toBe(true);
    const asItCame = { build: 'this one', isSame: false, isParallel: true } as const;
    const { status, bundle } = await run(optimizeTo(asItCame));
    expect({ status, optimized: bundle?.optimized }).toEqual({ status: 'READY' });
    expect(bundle?.isParallel).toBe(true);
    expect((await run(optimizeTo(FASTER))).bundle?.isParallel).toBeUndefined();
  });

  it('leaves nothing behind when its version is deleted', async () => {
    await run(optimizeTo(FASTER));
    await deleteVersion(registry, 'm', 1);
    expect([...store.objects.keys()].filter((key) => key.includes('optimized'))).toEqual([]);
  });
});

describe('a model is served as it came', () => {
  it.each<[string, OptimizeReport]>([
    ['opens hardly faster', opening(100, 95)],
    ['runs slower', opening(100, 40, 1.3)],
    ['is not the same arithmetic', { build: 'this one', isSame: false }],
    ['does not give the same bits', { ...FASTER, isSame: false }],
  ])('when what was optimised %s', async (_, report) => {
    const { status, bundle, validation } = await run(optimizeTo(report));
    expect({ status, optimized: bundle?.optimized }).toEqual({ status: 'READY' });
    expect(validation?.openings).toEqual(report.openings);
    expect([...store.objects.keys()].filter((key) => key.includes('optimized'))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('when it takes longer to fetch what was optimised than it saves', async () => {
    const write = (target: string): void => {
      // A field that ONNX does not have, and readers pass over: a long text.
      const text = Buffer.alloc(9_000_000);
      appendFileSync(target, Buffer.concat([Buffer.from([0xfa, 0x7f]), toVarint(text), text]));
    };
    const { status, bundle } = await run(optimizeTo(FASTER, write));
    expect({ status, optimized: bundle?.optimized }).toEqual({ status: 'READY' });
  });

  it.each<[string, Partial<IngestDeps>]>([
    ['nobody has room for two files', { servingBytes: MODEL.length * 2 - 1 }],
    [
      'the process that optimises dies',
      { optimization: { optimize: () => Promise.reject(new Error('It died.')) } },
    ],
    [
      'what was optimised is no model',
      {
        optimization: optimizeTo(FASTER, (target) => {
          appendFileSync(target, 'no model');
        }),
      },
    ],
  ])('when %s', async (_, changed) => {
    const { status, bundle } = await run(optimizeTo(FASTER), changed);
    expect({ status, optimized: bundle?.optimized }).toEqual({ status: 'READY' });
    expect(warnings).toHaveLength(changed.optimization ? 1 : 0);
  });

  it.each([
    ['opens at once', 1],
    ['takes so long to open that an upload would wait for the trial', 3000],
    ['takes so long to run that an upload would wait for the trial', 100, MODEL, 1500],
    ['has trees', 100, addTo([TREES])],
    ['has trees in a branch', 100, addTo([BRANCH])],
  ])('without a try when it %s', async (_, createMs, model = MODEL, runMs = 1) => {
    const optimization = { optimize: () => Promise.reject(new Error('It was asked.')) };
    expect((await run(optimization, { createMs, runMs }, model)).status).toBe('READY');
    expect(warnings).toEqual([]);
  });
});

function toVarint({ length }: Buffer): Buffer {
  const bytes: number[] = [];
  for (let rest = length; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
