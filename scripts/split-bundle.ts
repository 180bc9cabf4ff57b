import path from 'node:path';
import {
  build,
  type BuildOptions,
  type ImportKind,
  type Metafile,
  type OutputFile,
  type Plugin,
} from 'esbuild';
import { groupChunks, type Chunk, type Chunks, type Group } from './group-chunks.ts';

/** The parts that an entry asks for by `import()` stand in this folder beside it. */
export const PARTS = 'parts';

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
      const list = (wanted: ImportKind): string[] =>
        imports
          .filter(({ kind, external }) => kind === wanted && !external)
          .map((each) => path.resolve(root, each.path));
      const [own, asks] = [list('import-statement'), list('dynamic-import')];
      return [file, { text, exports, imports: own, asks }];
    }),
  );
  const groups = groupChunks(path.join(outdir, `${entry.out}.js`), chunks);
  const joined = await build({
    ...options,
    plugins: [joinChunks({ groups, chunks, outdir })],
    define: {},
    entryPoints: groups.map(([file = '']) => ({
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

function toSpecifier(importer: string, file: string): string {
  const relative = path.relative(path.dirname(importer), file).replaceAll(path.sep, '/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** A name of a chunk among those of the file that it became a part of. */
function toAlias(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}

interface Joining {
  readonly groups: readonly Group[];
  readonly chunks: Chunks;
  readonly outdir: string;
}

/** A file with others in it has their names beside its own, each with their place among them. */
function joinChunks({ groups, chunks, outdir }: Joining): Plugin {
  const groupOf = new Map(groups.flatMap((group) => group.map((file) => [file, group] as const)));
  const list = (file: string, toName: (name: string, alias: string) => string): string =>
    (chunks.get(file)?.exports ?? [])
      .map((name) => toName(name, toAlias(name, groupOf.get(file)?.indexOf(file) ?? 0)))
      .join(',');
  /** Whoever takes names of another file stands there. */
  const inParts = path.join(outdir, PARTS, 'any.js');
  return {
    name: 'join-chunks',
    setup(building) {
      building.onResolve({ filter: /.*/ }, ({ path: id, importer, kind, namespace }) => {
        if (kind === 'entry-point') {
          const isAlone = groupOf.get(id)?.length === 1;
          return isAlone ? { path: id } : { path: path.relative(outdir, id), namespace: 'group' };
        }
        if (!id.startsWith('.')) return { path: id, external: true };
        // Modules of these namespaces are named from `outdir` on, as maps have their names.
        const from = path.resolve(outdir, importer);
        const file = path.resolve(path.dirname(from), id);
        const group = groupOf.get(file) ?? [];
        if (namespace === 'names') return { path: toSpecifier(inParts, file), external: true };
        if (namespace !== 'of-group' && group.includes(from)) return { path: file };
        if (group.length <= 1) return { path: toSpecifier(from, file), external: true };
        const isHead = group.indexOf(file) === 0;
        return { path: path.relative(outdir, file), namespace: isHead ? 'names' : 'of-group' };
      });
      building.onLoad({ filter: /.*/, namespace: 'file' }, ({ path: file }) => ({
        contents: chunks.get(file)?.text,
      }));
      building.onLoad({ filter: /.*/, namespace: 'group' }, ({ path: name }) => {
        const head = path.resolve(outdir, name);
        const exported = (groupOf.get(head) ?? []).map((file) => {
          const names = list(file, (own, alias) => `${own} as ${alias}`);
          return `export{${names}}from${JSON.stringify(toSpecifier(head, file))};`;
        });
        return { contents: exported.join('') };
      });
      // All that a file takes of another in one statement, as each becomes a `require` of its own.
      building.onLoad({ filter: /.*/, namespace: 'names' }, ({ path: name }) => {
        const head = path.resolve(outdir, name);
        const names = (groupOf.get(head) ?? []).flatMap(
          (file) => list(file, (_, alias) => alias) || [],
        );
        return {
          contents: `export{${names.join(',')}}from${JSON.stringify(toSpecifier(head, head))};`,
        };
      });
      building.onLoad({ filter: /.*/, namespace: 'of-group' }, ({ path: name }) => {
        const file = path.resolve(outdir, name);
        const [head = ''] = groupOf.get(file) ?? [];
        const names = list(file, (own, alias) => `${alias} as ${own}`);
        return { contents: `export{${names}}from${JSON.stringify(toSpecifier(file, head))};` };
      });
    },
  };
}
