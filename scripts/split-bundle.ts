import path from 'node:path';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/** The parts that an entry asks for by `import()` stand in this folder beside it. */
export const PARTS = 'parts';

interface Chunk {
  readonly text: string;
  readonly exports: readonly string[];
  /** Files that are there before it runs. */
  readonly imports: readonly string[];
}
type Chunks = ReadonlyMap<string, Chunk>;

export interface SplitBundle {
  /** CommonJS, each with its map inline. */
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/**
 * Bundles a program to one file of CommonJS with all that it imports, and others in `parts/` with
 * what it asks for by `import()`. What both need is in the first alone, and a part has it from
 * there, so that a class is one class everywhere. (esbuild splits ES modules only, and by itself
 * cuts what a program imports into as many files as there are sets of parts that share something.)
 * @param entry the program; no other program may ask for its parts
 */
export async function splitBundle(
  entry: { readonly in: string; readonly out: string },
  { outdir, ...options }: BuildOptions & { readonly outdir: string },
): Promise<SplitBundle> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: [entry],
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: `${PARTS}/[name]-[hash]`,
    sourcemap: 'inline',
    write: false,
    metafile: true,
  });
  requireModules(metafile);
  const root = options.absWorkingDir ?? process.cwd();
  const chunks = new Map(
    outputFiles.map(({ path: file, text }): [string, Chunk] => {
      const { exports = [], imports = [] } =
        metafile.outputs[path.relative(root, file).replaceAll(path.sep, '/')] ?? {};
      const own = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
      return [file, { text, exports, imports: own.map((each) => path.resolve(root, each.path)) }];
    }),
  );
  const main = path.join(outdir, `${entry.out}.js`);
  const whole = listReachable(main, chunks);
  const parts = [...chunks.keys()].filter((file) => !whole.has(file));
  const joined = await build({
    ...options,
    plugins: [joinChunks({ main, whole, chunks, outdir })],
    define: {},
    entryPoints: [main, ...parts].map((file) => ({
      in: file,
      out: path.relative(outdir, file).slice(0, -'.js'.length),
    })),
    outdir,
    format: 'cjs',
    // By `require`: what runs as a `vm.Script` cannot import.
    supported: { 'dynamic-import': false },
    sourcemap: 'inline',
    write: false,
  });
  return { outputFiles: joined.outputFiles, metafile };
}

/** @throws Error for an `import()` of CommonJS, whose names esbuild leaves behind `default` */
function requireModules({ inputs }: Metafile): void {
  for (const [file, { imports }] of Object.entries(inputs)) {
    const common = imports.find(
      ({ path: asked, kind }) => kind === 'dynamic-import' && inputs[asked]?.format === 'cjs',
    );
    if (!common) continue;
    throw new Error(
      `${file} asks for ${common.path} by import(), and that is CommonJS: import it statically in ` +
        'a module of its own, and ask for that.',
    );
  }
}

function listReachable(main: string, chunks: Chunks): ReadonlySet<string> {
  const found = new Set([main]);
  for (const file of found) {
    for (const imported of chunks.get(file)?.imports ?? []) found.add(imported);
  }
  return found;
}

function toSpecifier(importer: string, file: string): string {
  const relative = path.relative(path.dirname(importer), file).replaceAll(path.sep, '/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** A name of a chunk among those of the program that it became a part of. */
function toAlias(name: string, index: number): string {
  return `${name}_${index}`;
}

interface Joining {
  readonly main: string;
  /** The files that become one with it. */
  readonly whole: ReadonlySet<string>;
  readonly chunks: Chunks;
  readonly outdir: string;
}

/** Its own modules are named from `outdir` on, as maps have their names. */
function joinChunks({ main, whole, chunks, outdir }: Joining): Plugin {
  const inner = [...whole].filter((file) => file !== main);
  const list = (file: string, toName: (name: string, alias: string) => string): string =>
    (chunks.get(file)?.exports ?? [])
      .map((name) => toName(name, toAlias(name, inner.indexOf(file))))
      .join(',');
  return {
    name: 'join-chunks',
    setup(building) {
      building.onResolve({ filter: /.*/ }, ({ path: id, importer, kind, namespace }) => {
        if (kind === 'entry-point') {
          return id === main ? { path: path.basename(id), namespace: 'main' } : { path: id };
        }
        if (!id.startsWith('.')) return { path: id, external: true };
        const from = path.resolve(outdir, importer);
        const file = path.resolve(path.dirname(from), id);
        if (whole.has(file) && namespace !== 'of-main') {
          if (whole.has(from)) return { path: file };
          return { path: path.relative(outdir, file), namespace: 'of-main' };
        }
        return { path: toSpecifier(from, file), external: true };
      });
      building.onLoad({ filter: /.*/, namespace: 'file' }, ({ path: file }) => ({
        contents: chunks.get(file)?.text,
      }));
      building.onLoad({ filter: /.*/, namespace: 'main' }, () => ({
        contents: [
          `export*from${JSON.stringify(toSpecifier(main, main))};`,
          ...inner.map((file) => {
            const names = list(file, (name, alias) => `${name} as ${alias}`);
            return `export{${names}}from${JSON.stringify(toSpecifier(main, file))};`;
          }),
        ].join(''),
      }));
      building.onLoad({ filter: /.*/, namespace: 'of-main' }, ({ path: name }) => {
        const file = path.resolve(outdir, name);
        const names = list(file, (name, alias) => `${alias} as ${name}`);
        return { contents: `export{${names}}from${JSON.stringify(toSpecifier(file, main))};` };
      });
    },
  };
}
