import { readFileSync } from 'node:fs';
import path from 'node:path';

/** This file's own folder is `cli/` in the repository and `dist/cli/` in the package. */
export function readVersion(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    try {
      const { name, version } = JSON.parse(
        readFileSync(path.join(folder, 'package.json'), 'utf8'),
      ) as { name?: string; version?: string };
      if (name === 'serverless-maas' && version !== undefined) return version;
    } catch {
      // Another folder up.
    }
    if (folder === path.dirname(folder)) return '0.0.0';
  }
}
