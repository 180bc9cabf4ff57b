import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, type BuildOptions } from 'esbuild';
import { buildFunctions, BUNDLE_OPTIONS } from '../../scripts/build-functions.ts';
import { CLOUD_FUNCTIONS, FUNCTION_NAMES } from '../../layers/maas/contract/functions.ts';
import { CALLED_MODELS } from '../support/called-models.ts';

const KIB = 1024;
/** All functions are built twice, once for their parts, on a machine that may be busy. */
const BUILD_MS = 180_000;
/** All of a function's code, `handler.js` and its parts; grows only on purpose. */
const BUDGET_BYTES = {
  // With CloudWatch's client, for the alarms of models that have limits of their own.
  models: 1010 * KIB,
  upload: 810 * KIB,
  // With EventBridge's client, for roll-outs that uploads ask for.
  ingest: 930 * KIB,
  predict: 450 * KIB,
  shadow: 418 * KIB,
  monitor: 985 * KIB,
  notify: 740 * KIB,
} as const;

/** V8 reads so much for a first answer on tensors, at most. */
const TENSOR_ANSWER_BYTES = 210 * KIB;
/** All of `predict` when it was one file, and each start read it whole. */
const ONE_FILE_BYTES = 340_910;
/** How much of it there may be today: read for an answer, and whole; ONNX Runtime's code aside. */
const MOST_BYTES = 1.02 * ONE_FILE_BYTES;
/** How that one file was made. */
const ONE_FILE = {
  ...BUNDLE_OPTIONS,
  minify: true,
  keepNames: true,
  external: ['onnxruntime-node', 'sharp'],
  sourcemap: false,
} satisfies BuildOptions;

const NOT_FOR_TENSORS = new RegExp(
  String.raw`node_modules\/(zod|sharp|@huggingface)|maas\/api\/|core\/(neighbours|images|` +
    String.raw`tasks\/(text|images)\/(?!text-config)|tasks\/prepare-task|tokenizer\/(?!class-settings))`,
);
/** Sources of what answers calls of one kind alone. */
const CODE = {
  texts: /core\/(tasks\/text\/(?!text-config)|tokenizer\/tokenizer)/,
  images: /core\/(tasks\/images\/|images\/(?!image-bytes))/,
  tables: /core\/tasks\/tabular\/(tabular-|table-(rows|cells))/,
} as const;
/** The programs that functions start beside their handlers. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  ingest: ['probe.js'],
  predict: ['process.js', 'watchdog.js'],
  shadow: ['watchdog.js'],
};

const root = path.resolve(import.meta.dirname, '../..');
/** The flags of AWS's bootstrap. */
const FLAGS = ['--expose-gc', '--max-http-header-size=81920'];

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-bundles-'));
  await buildFunctions(directory);
}, BUILD_MS);
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function getFile(name: string): string {
  return path.join(directory, name, 'handler.js');
}

function listFiles(name: string): string[] {
  const parts = path.join(directory, name, 'parts');
  return [
    getFile(name),
    ...readdirSync(parts)
      .filter((file) => file.endsWith('.js'))
      .map((file) => path.join(parts, file)),
  ];
}

function countBytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The files of `predict` that are read for the first answer of a model. */
function readFilesOfCall(model: keyof typeof CALLED_MODELS): string[] {
  const program = path.join(root, 'test/support/programs/read-files-of-a-call.ts');
  const output = execFileSync(process.execPath, [program, getFile('predict'), model], {
    env: { NODE_PATH: path.join(root, 'node_modules') },
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(output) as string[];
}

function startWithoutEnvironment(name: string): void {
  execFileSync(process.execPath, [getFile(name)], { env: {}, stdio: 'pipe' });
}

function catchMessage(act: () => void): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  return '';
}

function listSourcesOf(file: string): readonly string[] {
  return (JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] }).sources;
}

/** Lists the files that a function's code was made of, by its source maps. */
function listSources(name: string): readonly string[] {
  return [...new Set(listFiles(name).flatMap(listSourcesOf))];
}

describe('a build beside a service that is starting', () => {
  it(
    'leaves every file in its place, and takes away only what it no longer makes',
    async () => {
      const files = readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => path.join(parentPath, name));
      const listPlaces = (): bigint[] => files.map((file) => statSync(file, { bigint: true }).ino);
      const places = listPlaces();
      const old = path.join(directory, 'predict', 'parts', 'of-yesterday.js');
      writeFileSync(old, '');
      const absent = new Set<string>();
      const watch = setInterval(() => {
        for (const file of files) if (!existsSync(file)) absent.add(file);
      }, 1);
      await buildFunctions(directory);
      clearInterval(watch);
      expect([...absent]).toEqual([]);
      expect(existsSync(old)).toBe(false);
      // A file that is rewritten in its place is read in halves meanwhile.
      const after = listPlaces();
      expect(files.filter((_, index) => after[index] === places[index])).toEqual([]);
    },
    BUILD_MS,
  );
});

describe('the bundle of a function', () => {
  const all = [...FUNCTION_NAMES, ...Object.keys(CLOUD_FUNCTIONS)] as (keyof typeof BUDGET_BYTES)[];
  it.each(all)('keeps to its budget when it is that of %s', (name) => {
    expect(countBytes(listFiles(name))).toBeLessThan(BUDGET_BYTES[name]);
  });

  it('keeps to its budget for the first answer of predict on tensors', () => {
    const files = readFilesOfCall('tensors');
    expect(files).toContain('handler.js');
    const read = countBytes(files.map((file) => path.join(directory, 'predict', file)));
    expect(read).toBeLessThan(TENSOR_ANSWER_BYTES);
  });

  it.each(Object.keys(CALLED_MODELS) as (keyof typeof CALLED_MODELS)[])(
    'is hardly more than predict was as one file, of which a first answer on %s reads a part',
    (model) => {
      const files = readFilesOfCall(model).filter((file) => !file.startsWith('parts/binding-'));
      expect(files).toContain('handler.js');
      const read = countBytes(files.map((file) => path.join(directory, 'predict', file)));
      expect(read).toBeLessThan(MOST_BYTES);
    },
  );

  it('is hardly more than predict was when all of it is made one file as that was', async () => {
    const entry = path.join(root, 'functions/predict/handler.ts');
    const { outputFiles } = await build({ ...ONE_FILE, entryPoints: [entry], write: false });
    expect(outputFiles).toHaveLength(1);
    expect(outputFiles[0]?.contents.length).toBeLessThan(MOST_BYTES);
  });

  it.each([
    ['texts', [CODE.images, CODE.tables]],
    ['images', [CODE.texts, CODE.tables]],
    ['tables', [CODE.texts, CODE.images]],
  ] as const)('has no code of other kinds of tasks read for an answer on %s', (model, others) => {
    const sources = readFilesOfCall(model).flatMap((file) =>
      listSourcesOf(path.join(directory, 'predict', file)),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => others.some((code) => code.test(source)))).toEqual([]);
  });

  it('has no schema, task, tokenizer or picture read for the first answer of predict on tensors', () => {
    const sources = readFilesOfCall('tensors').flatMap((file) =>
      listSourcesOf(path.join(directory, 'predict', file)),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => NOT_FOR_TENSORS.test(source))).toEqual([]);
  });

  it.each(all)('stands beside no program that nothing starts when it is that of %s', (name) => {
    const programs = readdirSync(path.join(directory, name)).filter((file) => file.endsWith('.js'));
    expect(programs.sort()).toEqual(['handler.js', ...(PROGRAMS[name] ?? []), 'start.js'].sort());
  });

  it.each(['predict', 'shadow'])(
    'sets up no task, which is for ingest, when it is that of %s',
    (name) => {
      expect(listSources(name).filter((source) => source.includes('core/ingest/tasks/'))).toEqual(
        [],
      );
    },
  );

  it.each(['predict', 'shadow'])(
    'has nothing that makes tensors of pictures of a page when it is that of %s',
    (name) => {
      const texts = listFiles(name).map((file) => readFileSync(file, 'utf8'));
      expect(texts.filter((text) => text.includes('Can not access image data'))).toEqual([]);
    },
  );

  it('has no AWS SDK when it is that of predict', () => {
    expect(
      listSources('predict').filter((source) => /@aws-sdk|@smithy|aws-crt/.test(source)),
    ).toEqual([]);
  });

  it.each(FUNCTION_NAMES)('converts no model where requests are answered: %s', (name) => {
    const converting = listSources(name).filter((source) => source.includes('core/convert/'));
    // A record may name the source, and ingest reads its first bytes; the probe's bundle has the rest.
    const known = ['booster-source.ts', ...(name === 'ingest' ? ['booster-format.ts'] : [])];
    expect(converting.map((source) => path.basename(source))).toEqual(known);
  });

  it.each(FUNCTION_NAMES)(
    "has none of zod's forty languages but English when it is that of %s",
    (name) => {
      expect(
        listSources(name).filter((source) => /zod\/.*\/locales\/(?!en\.js|index\.js)/.test(source)),
      ).toEqual([]);
    },
  );

  it.each(FUNCTION_NAMES)(
    'carries no path of the machine that built it when it is that of %s',
    (name) => {
      const texts = listFiles(name).map((file) => readFileSync(file, 'utf8'));
      expect(texts.filter((text) => text.includes(root))).toEqual([]);
    },
  );

  it("brings the licence of each package whose code is in it, under the package's name and version", () => {
    const notices = readFileSync(path.join(directory, 'THIRD-PARTY-NOTICES'), 'utf8');
    const names = new Set(
      FUNCTION_NAMES.flatMap(listSources).flatMap(
        (source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [],
      ),
    );
    expect(names.size).toBeGreaterThan(20);
    const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name);
    expect(named).toEqual(expect.arrayContaining([...names]));
    expect(notices).toContain('Apache License');
    expect(notices).toContain('Permission is hereby granted, free of charge');
  });

  it.each(['models', 'upload', 'monitor', 'ingest'])(
    'exports a handler as a plain CommonJS module when it is that of %s',
    (name) => {
      const print = `console.log(typeof require(${JSON.stringify(getFile(name))}).handler)`;
      const environment = {
        MAAS_STORE_DIRECTORY: path.join(directory, 'store'),
        MAAS_STORE_SECRET: 's'.repeat(32),
        MAAS_STORE_URL: 'http://127.0.0.1:1',
        MAAS_METRICS_DIRECTORY: directory,
      };
      expect(
        execFileSync(process.execPath, ['-e', print], {
          env: environment,
          encoding: 'utf8',
        }).trim(),
      ).toBe('function');
    },
  );

  it('is run with the code that was kept of it by a start with the same flags', () => {
    const options = {
      env: { NODE_PATH: path.join(root, 'node_modules'), MAAS_BUCKET: 'none', AWS_REGION: 'none' },
      encoding: 'utf8',
    } as const;
    const folder = path.dirname(getFile('predict'));
    const keeping = [path.join(directory, 'keep-code.js'), folder];
    execFileSync(process.execPath, [...FLAGS, ...keeping], { ...options, stdio: 'pipe' });
    // Of a function that was not called nothing is kept, nor what it says.
    const kept = readFileSync(`${getFile('predict')}.code`, 'latin1');
    expect(kept).toContain('A request was answered.');
    const [, ...parts] = listFiles('predict');
    expect(parts.filter((part) => !existsSync(`${part}.code`))).toEqual([]);
    const print = `
      globalThis.awslambda = { streamifyResponse: (handler) => handler };
      const { isKept, handler } = require(${JSON.stringify(path.join(folder, 'start.js'))});
      console.log(isKept, typeof handler);
      process.exit();`;
    const start = [...FLAGS, '--max-semi-space-size=88', '--eval', print];
    expect(execFileSync(process.execPath, start, options).trim()).toBe('true function');
  });

  it('ends with a sentence that names the variable when the environment is wrong', () => {
    expect(() => {
      startWithoutEnvironment('models');
    }).toThrow(/MAAS_BUCKET/);
  });

  it('shows functions and classes by their names in a stack trace, and its map leads to their lines', () => {
    const output = catchMessage(() => {
      startWithoutEnvironment('models');
    });
    expect(output).toContain('SettingsError: ');
    const frames = [...output.matchAll(/at (\S+) \(\S+handler\.js:(\d+):(\d+)\)/g)];
    expect(frames.map(([, name]) => name)).toContain('readSettings');
    const map = new SourceMap(
      JSON.parse(readFileSync(`${getFile('models')}.map`, 'utf8')) as SourceMapPayload,
    );
    const [, , line, column] = frames.find(([, name]) => name === 'readSettings') ?? [];
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    expect(entry).toMatchObject({
      originalSource: expect.stringMatching(/layers\/maas\/compose\/settings\.ts$/),
      originalLine: expect.any(Number),
    });
  });
});
