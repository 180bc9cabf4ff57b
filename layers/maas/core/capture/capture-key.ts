import { STORAGE } from '../../contract/storage.ts';
import type { CapturedLine, CaptureKind } from '../ports/captures.ts';
import { foldName } from '../../contract/names.ts';

/** The folder of all lines of a kind; counts for drift are nobody's to look through. */
export function kindFolder(kind: CaptureKind): string {
  return kind === 'sketch' ? STORAGE.sketchesPrefix : STORAGE.capturesPrefix;
}

/** The folder of a model's. */
export function modelFolder(kind: CaptureKind, model: string): string {
  return `${kindFolder(kind)}${foldName(model)}/`;
}

/** The folder of a version's. */
export function versionFolder(kind: CaptureKind, model: string, version: number): string {
  return `${modelFolder(kind, model)}${version}/`;
}

/** `2026/11/29/08/`, in UTC, as Firehose names it. */
export function hourFolder(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/')}/`;
}

/** Gives the folder in which a line belongs; its file's name follows. */
export function lineFolder({ kind, model, version, time }: CapturedLine): string {
  return versionFolder(kind, model, version) + hourFolder(Date.parse(time));
}
