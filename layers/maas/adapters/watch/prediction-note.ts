import { openSync, readFileSync, writeSync } from 'node:fs';
import type { RunningVersion } from '../../core/monitoring/prediction-watch.ts';

/** The prediction that a process has under way, as whoever finds it dead reads it. */
export interface PredictionNote extends RunningVersion {
  readonly stage: 'loading' | 'running' | 'waiting';
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Milliseconds that it may run, once it runs. */
  readonly limitMs?: number;
  /** Tells the notes of two predictions apart. */
  readonly call?: number;
  /** Milliseconds from its writing to the end of the process, if it is still there by then. */
  readonly endsInMs?: number;
  /** The reason why the process was ended, by the code that counted it already. */
  readonly cause?: 'TIMEOUT';
}

/**
 * Written whole each time: a shorter note leaves nothing of a longer one, and a full disk does not
 * matter once the file is there.
 */
const NOTE_BYTES = 512;
const CLEARED = Buffer.alloc(1);

/**
 * A file with at most one note. It is written in place, in some microseconds: the system keeps it
 * when the process dies, however it does.
 */
export class PredictionNoteFile {
  readonly #path: string;
  readonly #buffer = Buffer.alloc(NOTE_BYTES);
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Without a place for it there is no note, and the prediction goes on. */
  write(note: PredictionNote): void {
    this.#buffer.fill(' ');
    this.#buffer.write(JSON.stringify(note));
    this.#put(this.#buffer);
  }

  clear(): void {
    if (this.#descriptor !== undefined) this.#put(CLEARED);
  }

  #put(bytes: Buffer): void {
    try {
      this.#descriptor ??= openSync(this.#path, 'w', 0o600);
      writeSync(this.#descriptor, bytes, 0, bytes.length, 0);
    } catch {
      this.#descriptor = undefined;
    }
  }
}

/** @returns undefined when nothing was under way */
export function findPredictionNote(path: string): PredictionNote | undefined {
  return readNote(path).note;
}

/** @returns the note as it stands there; `note` is undefined when nothing is under way */
export function readNote(path: string): { readonly text: string; readonly note?: PredictionNote } {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    return { text, note: JSON.parse(text) as PredictionNote };
  } catch {
    return { text }; // no file, a cleared one, or one that was cut by the death that it tells of
  }
}
