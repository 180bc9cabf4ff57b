import { readFile } from 'node:fs/promises';
import type { PredictionKeys } from '../../core/ports/prediction-keys.ts';
import { toPredictionKey } from './to-prediction-key.ts';

/**
 * A file with a key a line, the one that signs first: a new one is put in front, and the others
 * taken out when the ids that they signed have expired.
 */
export class FilePredictionKeys implements PredictionKeys {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<readonly Uint8Array[]> {
    const lines = (await readFile(this.#path, 'utf8')).split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '').map(toPredictionKey);
  }
}
