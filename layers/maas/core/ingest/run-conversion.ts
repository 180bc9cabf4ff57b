import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { convertBooster } from '../convert/convert-booster.ts';
import type { FileBytes } from '../ports/model-runtime.ts';
import type { FileRecord } from '../registry/records.ts';
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
    const sha256 = createHash('sha256').update(content).digest('hex');
    files.push({ path, bytes: content.length, sha256 });
  }
  return { files, task, source, notes };
}
