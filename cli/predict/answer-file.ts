import { createWriteStream, fstatSync, statSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { CliError } from '../errors.ts';

/** File descriptor of standard input. */
const STDIN = 0;

/**
 * The file of `--out`. It is made with the first answer, so that what stood there stays where none
 * comes.
 */
export class AnswerFile {
  readonly #place: string;
  #stream: WriteStream | undefined;

  /**
   * @param given the input: a text, a file, or `-` for stdin
   * @throws CliError where the answers would overwrite what is still to be read
   */
  constructor(place: string, given: string) {
    this.#place = place;
    const out = statSync(place, { throwIfNoEntry: false });
    const input = given === '-' ? fstatSync(STDIN) : statSync(given, { throwIfNoEntry: false });
    if (out?.isFile() === true && out.dev === input?.dev && out.ino === input.ino) {
      throw new CliError('usage', `--out is the input itself, '${place}'; nothing was done.`, {
        fix: 'the same command with another --out, and mv when it has ended',
      });
    }
  }

  /** Waits where that is slower. */
  async write(text: string): Promise<void> {
    const stream = await this.#open();
    if (!stream.write(text)) await once(stream, 'drain');
  }

  async end(): Promise<void> {
    const stream = await this.#open();
    stream.end();
    await once(stream, 'close');
  }

  async #open(): Promise<WriteStream> {
    if (!this.#stream) {
      this.#stream = createWriteStream(this.#place);
      await once(this.#stream, 'open');
    }
    return this.#stream;
  }
}
