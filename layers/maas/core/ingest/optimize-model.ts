import { findMeaning } from '../onnx/graph-meaning.ts';
import { readModelHeader } from '../onnx/model-header.ts';
import type { BundleCache } from '../ports/bundle-cache.ts';
import type { Stopwatch } from '../ports/clock.ts';
import type {
  FileBytes,
  ModelOptimizer,
  ModelRuntime,
  ModelSession,
} from '../ports/model-runtime.ts';
import { sumBytes } from '../registry/served-files.ts';
import type { Tensors } from '../tensor.ts';
import { compareOpenings, type OpenModel } from './compare-openings.ts';
import type { OptimizeJob, OptimizeReport } from './model-optimization.ts';
import { runSynthetic } from './run-synthetic.ts';

export interface OptimizeDeps {
  readonly runtime: ModelRuntime & ModelOptimizer;
  /** Lays out the bundle's files, whose keys are their paths, as predict will. */
  readonly bundles: BundleCache;
  readonly clock: Stopwatch;
  /** Calls `use` with the bytes of a local file. */
  withFile<T>(path: string, use: (file: FileBytes) => Promise<T>): Promise<T>;
  copyFile(from: string, to: string): Promise<void>;
  /** A name that no other file has. */
  makeName(): string;
}

/**
 * Writes a model as ONNX Runtime has optimised it, without what depends on the processor: that is
 * done again at each load. It is good for use only if loading it comes to the arithmetic that
 * loading the model comes to, with and without that part, whatever the input.
 */
export async function optimizeModel(job: OptimizeJob, deps: OptimizeDeps): Promise<OptimizeReport> {
  const { runtime, bundles } = deps;
  const { files, entry, target, budgetMs } = job;
  const folder = await bundles.fetch({
    id: 'optimised',
    files: files.map((file) => ({ ...file, key: file.path })),
  });
  const plain = `${folder.path}/${entry}`;
  const beside = plain.slice(0, plain.lastIndexOf('/') + 1);
  const write = async (from: string, reach: 'portable' | 'whole'): Promise<string> => {
    const path = `${beside}${deps.makeName()}.onnx`;
    await runtime.optimize(from, path, reach);
    return path;
  };
  const optimized = await write(plain, 'portable');
  const isSame =
    (await isOneMeaning([optimized, await write(optimized, 'portable')], deps)) &&
    (await isOneMeaning([await write(plain, 'whole'), await write(optimized, 'whole')], deps));
  if (!isSame) return { build: runtime.build, isSame };
  const open = (path: string, isParallel = false): OpenModel => {
    return () => runtime.load(path, { servedBytes: sumBytes(files), isParallel });
  };
  const compared = await compareOpenings(
    { plain: open(plain), optimized: open(optimized), parallel: open(plain, true) },
    await findInputs(await open(plain)(), deps.clock),
    { clock: deps.clock, budgetMs },
  );
  if (compared.isSame) await deps.copyFile(optimized, `${job.folder}/${target}`);
  return { build: runtime.build, ...compared };
}

async function isOneMeaning(
  paths: readonly string[],
  { withFile }: Pick<OptimizeDeps, 'withFile'>,
): Promise<boolean> {
  const [first, second] = await Promise.all(
    paths.map((path) =>
      withFile(path, (file) => Promise.resolve(findMeaning(readModelHeader(file)))),
    ),
  );
  return first !== undefined && first === second;
}

async function findInputs(session: ModelSession, clock: Stopwatch): Promise<Tensors | undefined> {
  const { inputs } = await runSynthetic(session, session.signature, clock);
  await session.release();
  return inputs;
}
