import { renameSync, writeFileSync } from 'node:fs';

/** Whole at every moment: a service that runs beside the build may read it. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}
