import { CliError } from '../errors.ts';

/**
 * The texts of a stream, without a byte order mark.
 * @throws CliError where it is not UTF-8: another encoding would be asked about with other letters
 */
export async function* decodeStream(
  stream: NodeJS.ReadableStream,
  name: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of stream) {
    yield orRefuse(name, () => decoder.decode(chunk as Buffer, { stream: true }));
  }
  yield orRefuse(name, () => decoder.decode());
}

/** @throws CliError as `decodeStream` does */
export function decodeText(bytes: Uint8Array, name: string): string {
  return orRefuse(name, () => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/** All lines, the empty ones too, however they end and however long they are. */
export async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let end = ''; // a carriage return, which a line feed may follow
  for await (const text of texts) {
    const whole = `${end}${text}`;
    end = whole.endsWith('\r') ? '\r' : '';
    const [first = '', ...more] = whole.slice(0, whole.length - end.length).split(/\r\n|\n|\r/);
    const lines = [rest + first, ...more];
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function orRefuse(name: string, decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    throw new CliError('usage', `${name} is not text in UTF-8.`, {
      fix: `iconv -f GB18030 -t UTF-8 ${name} (or -f CP1252, UTF-16), or save it as UTF-8`,
      cause: error,
    });
  }
}
