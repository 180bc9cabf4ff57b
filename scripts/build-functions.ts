/**
 * Bundles every function to `dist/functions/<name>/handler.js`, CommonJS (it starts faster than
 * ESM), with what it asks for later in `parts/`, and `start.js` beside it, which is what Lambda
 * loads. ONNX Runtime's binary stays outside: it comes from the layer, or from node_modules.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { bundleBinding } from './bundle-binding.ts';
import { CLOUD_FUNCTIONS, FUNCTION_NAMES } from '../layers/maas/contract/functions.ts';
import { findShippedPackages, formatNotices, type ShippedPackage } from './shipped-packages.ts';
import { replaceFile } from './replace-file.ts';
import { writeWithShortLocals } from './shorten-locals.ts';
import { PARTS, splitBundle } from './split-bundle.ts';

const root = path.resolve(import.meta.dirname, '..');

const HANDLER = 'handler.ts';

/** The programs that a function starts beside its handler, and what starts it on Lambda. */
function findPrograms(name: string): string[] {
  const own = readdirSync(path.join(root, 'functions', name)).filter(
    (file) => file.endsWith('.ts') && file !== HANDLER,
  );
  return [...own.map((file) => path.join(name, file)), 'start.ts'];
}

/** Options that all bundles have in common. */
export const BUNDLE_OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // Names stay as they are: stack traces show them.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  external: ['sharp'],
  plugins: [bundleBinding],
  // CommonJS has no import.meta; what asks for the module's own place gets it.
  define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
  legalComments: 'none', // all of them stand in THIRD-PARTY-NOTICES
  metafile: true,
  absWorkingDir: root,
  logLevel: 'warning',
} as const satisfies BuildOptions;

const { platform, target, legalComments } = BUNDLE_OPTIONS;
const WRITING = { platform, target, legalComments };

/**
 * @returns the packages of others whose code is in the bundles; their licences go into
 *   `THIRD-PARTY-NOTICES` beside them
 */
export async function buildFunctions(
  outDirectory = path.join(root, 'dist', 'functions'),
): Promise<ShippedPackage[]> {
  const built = await Promise.all(
    [...FUNCTION_NAMES, ...Object.keys(CLOUD_FUNCTIONS)]
      .filter((name) => existsSync(path.join(root, 'functions', name)))
      .map((name) => buildFunction(name, path.join(outDirectory, name))),
  );
  const metafiles = [...built.flat(), await buildPrograms(['keep-code.ts'], outDirectory)];
  replaceFile(path.join(outDirectory, 'package.json'), '{"type":"commonjs"}\n');
  const packages = findShippedPackages(metafiles.flatMap(listBundled));
  replaceFile(path.join(outDirectory, 'THIRD-PARTY-NOTICES'), formatNotices(packages));
  return packages;
}

async function buildFunction(name: string, outdir: string): Promise<Metafile[]> {
  const metafiles = [
    await buildHandler(path.join(root, 'functions', name, HANDLER), outdir),
    await buildPrograms(findPrograms(name), outdir),
  ];
  copyModules(path.join(root, 'functions', name), outdir);
  return metafiles;
}

async function buildHandler(file: string, outdir: string): Promise<Metafile> {
  const { outputFiles, metafile } = await splitBundle(
    { in: file, out: path.basename(file, '.ts') },
    { ...BUNDLE_OPTIONS, outdir },
  );
  await writeWithShortLocals(outputFiles, WRITING);
  removeOthers(
    path.join(outdir, PARTS),
    outputFiles.map((each) => path.basename(each.path)),
  );
  return metafile;
}

/** Parts of an earlier build, once this one's stand: a service may be starting from them. */
function removeOthers(directory: string, names: readonly string[]): void {
  const known = new Set(names.flatMap((name) => [name, `${name}.map`]));
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    const isOld = !known.has(name) && /\.js(\.map)?$/.test(name);
    if (isOld) rmSync(path.join(directory, name), { force: true });
  }
}

/** @param files in `functions/`, each of which is bundled to one in `outdir` */
export async function buildPrograms(files: readonly string[], outdir: string): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: files.map((file) => ({
      in: path.join(root, 'functions', file),
      out: path.basename(file, '.ts'),
    })),
    outdir,
    // By `require`: what runs as a `vm.Script` cannot import.
    supported: { 'dynamic-import': false },
    sourcemap: 'inline',
    write: false,
  });
  await writeWithShortLocals(outputFiles, WRITING);
  return metafile;
}

/** ES modules stand beside the bundles as they are written: they import these. */
function copyModules(directory: string, outdir: string): void {
  for (const file of readdirSync(directory).filter((each) => each.endsWith('.mjs'))) {
    replaceFile(path.join(outdir, file), readFileSync(path.join(directory, file)));
  }
}

/** The files of which something is left in a bundle. */
export function listBundled({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  );
}

if (import.meta.main) await buildFunctions();
