import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, type Plugin } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../scripts/build-functions.ts';

const root = path.resolve(import.meta.dirname, '../..');
const KIB = 1024;
/** An instance pays for so much before its first request; it grows only on purpose. */
const BUDGET = { modules: 204, bytes: 280 * KIB } as const;

/**
 * Sources that the first answer of most models does not need; a table of names may be read of them.
 */
const LATER = new RegExp(
  [
    /api\/|@bufbuild|node_modules\/(zod|sharp|@huggingface)|adapters\/(files|sharp)/,
    /core\/(convert|ingest)\/(?!ensemble\/booster-source)/,
    /core\/onnx\/(?!output-functions|runtime-support)/,
    /core\/(neighbours|images|tokenizer\/(?!class-settings))/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Has every module say that it is evaluated. */
const telling: Plugin = {
  name: 'telling',
  setup(building) {
    building.onLoad({ filter: /\.(ts|mjs|js)$/ }, ({ path: file }) => {
      if (/onnxruntime-node[\\/]dist[\\/]binding\.js$/.test(file)) return undefined;
      const source = readFileSync(file, 'utf8');
      return {
        contents: `${source}\n;globalThis.start.modules.push(${JSON.stringify(path.relative(root, file))});`,
        loader: file.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
};

interface Start {
  readonly modules: readonly string[];
  readonly builtins: readonly string[];
  /** Programs of threads that it started. */
  readonly threads: readonly string[];
}

describe('the start of predict', () => {
  let folder: string;
  let start: Start;
  let sizes: ReadonlyMap<string, number>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'maas-start-'));
    const file = path.join(folder, 'handler.cjs');
    const { metafile } = await build({
      ...BUNDLE_OPTIONS,
      entryPoints: [path.join(root, 'functions/predict/handler.ts')],
      outfile: file,
      plugins: [telling, ...BUNDLE_OPTIONS.plugins],
    });
    sizes = new Map(
      Object.values(metafile.outputs).flatMap(({ inputs }) =>
        Object.entries(inputs).map(([input, { bytesInOutput }]) => [input, bytesInOutput]),
      ),
    );
    const program = `
      globalThis.awslambda = { streamifyResponse: (handler) => handler };
      globalThis.start = { modules: [], threads: [] };
      require('node:worker_threads').Worker = class extends require('node:events') {
        constructor(file) { super(); globalThis.start.threads.push(file); }
        unref() {}
      };
      require(${JSON.stringify(file)});
      setImmediate(() => {
        const builtins = process.moduleLoadList.map((name) => name.replace(/^NativeModule /, ''));
        require('node:fs').writeSync(1, JSON.stringify({ ...globalThis.start, builtins }));
        process.exit();
      });`;
    const environment = {
      MAAS_BUCKET: 'none',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
      NODE_PATH: path.join(root, 'node_modules'),
    };
    const text = execFileSync(process.execPath, ['--eval', program], {
      env: environment,
      encoding: 'utf8',
    });
    start = JSON.parse(text) as Start;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('evaluates no more modules and bytes than it may', () => {
    const bytes = start.modules.reduce((sum, module) => sum + (sizes.get(module) ?? 0), 0);
    expect(start.modules.length).toBeGreaterThan(100);
    expect(start.modules.length).toBeLessThan(BUDGET.modules);
    expect(bytes).toBeGreaterThan(100 * KIB);
    expect(bytes).toBeLessThan(BUDGET.bytes);
  });

  it('evaluates nothing that the first answer does not need', () => {
    expect(start.modules.filter((name) => LATER.test(name))).toEqual([]);
  });

  it('loads ONNX Runtime', () => {
    expect(start.modules).toContain('node_modules/onnxruntime-node/dist/index.js');
  });

  it('starts no thread: the first answer may be there before it', () => {
    expect(start.threads).toEqual([]);
  });

  it('loads no inflater, and no TLS for a store that is asked without', () => {
    const needless = ['zlib', 'tls', 'https', 'http2'];
    expect(start.builtins.filter((name) => needless.includes(name))).toEqual([]);
  });
});
