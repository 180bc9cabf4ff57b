import { RejectionError } from '../errors.ts';
import { isLfsPointer } from '../onnx/identify-foreign-file.ts';
import { quote } from '../quote.ts';
import { decodeText } from '../text-file.ts';

/** Files that tasks and samples read; any other text of a bundle may be written as it likes. */
const READ = /\.jsonl?$|(^|\/)(labels|columns|vocab|merges)\.txt$/;
/** Files of lines. JSON has no line ends that count, and tokenizers have megabytes of it. */
const OF_LINES = /\.(txt|jsonl)$/;

/**
 * The text of a bundle's file, whatever system it was written on: without its byte order mark, its
 * lines ended by "\n".
 * @throws RejectionError INVALID_TEXT for a file that a task would read and that is not text
 */
export function readTextFile(path: string, bytes: Uint8Array): string {
  const text = READ.test(path) ? decodeStrictly(path, bytes) : decodeText(bytes);
  return OF_LINES.test(path) ? text.replaceAll(/\r\n?/g, '\n') : text;
}

function decodeStrictly(path: string, bytes: Uint8Array): string {
  if (isLfsPointer(bytes)) {
    throw invalid(
      path,
      'is a pointer of Git LFS, and not the file itself; run `git lfs pull` and upload it again',
    );
  }
  let text: string;
  try {
    text = decodeText(bytes, { fatal: true });
  } catch (error) {
    throw invalid(
      path,
      'is not text in UTF-8, nor in UTF-16 with a byte order mark; save it as UTF-8 and upload ' +
        'it again',
      error,
    );
  }
  if (text.includes('\0')) {
    throw invalid(
      path,
      'has NUL characters in it, as UTF-16 without a byte order mark has; save it as UTF-8 and ' +
        'upload it again',
    );
  }
  return text;
}

function invalid(path: string, fault: string, cause?: unknown): RejectionError {
  return new RejectionError('INVALID_TEXT', `The bundle's ${quote(path)} ${fault}.`, { cause });
}
