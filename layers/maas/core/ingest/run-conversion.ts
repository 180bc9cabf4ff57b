import { Buffer } from 'node:buffer';
import { convertBooster } from '../convert/convert-booster.ts';
import type { FileBytes } from '../ports/model-runtime.ts';
import type { FileRecord } from '../registry/records.ts';
import { FileDigest } from './file-digest.ts';
import type { ConvertJob, ConvertReport } from './model-converter.ts';

export interface ConversionDeps {
  readonly file: FileBytes;
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
}

/** @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE */
export async function runConversion(
  { format, target, columns: columnsPath }: ConvertJob,
  { file, write }: ConversionDeps,
): Promise<ConvertReport> {
  const { model, columns, task, source, notes } = convertBooster(file, format);
  const texts =
    columns && columnsPath !== undefined
      ? [[columnsPath, Buffer.from(columns.map((name) => `${name}\n`).join(''))] as const]
      : [];
  const files: FileRecord[] = [];
  for (const [path, content] of [[target, model] as const, ...texts]) {
    await write(path, content);
    files.push({ path, ...FileDigest.of(content) });
  }
  return { files, task, source, notes };
}
