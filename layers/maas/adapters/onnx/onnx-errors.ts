import type { RejectionCode } from '../../contract/errors.ts';
import { MaasError, ModelLoadError, ModelRefusedInputError } from '../../core/errors.ts';
import { withoutPaths } from '../../core/without-paths.ts';
import { translateOnnxMessage } from './onnx-words.ts';

/** ONNX Runtime's own words for what `ingest` names by a code: its errors have no other mark. */
const REJECTIONS: readonly (readonly [RegExp, RejectionCode])[] = [
  [
    /is not a registered function\/op|No Op registered for|is not implemented|Could not find an implementation/i,
    'UNKNOWN_OPERATOR',
  ],
  [/Unsupported data type: \d+/, 'UNSUPPORTED_TYPE'],
  [/Unsupported model IR version/, 'UNSUPPORTED_IR_VERSION'],
  [
    /(opset|Opset) \d+ .*(under development|not supported)|ONNX Runtime only \*guarantees\* support/,
    'UNSUPPORTED_OPSET',
  ],
  [/Protobuf parsing failed/i, 'NOT_ONNX'],
];
const OUT_OF_MEMORY = /failed to allocate memory|bad_alloc|bad allocation/i;

/** Says what a message means, where it does not speak for itself. */
export type Explain = (message: string) => string | undefined;

/** Longest part of ONNX Runtime's message that is passed on. */
const MESSAGE_LENGTH = 500;

export function toLoadError(error: unknown, path: string, explain?: Explain): ModelLoadError {
  const text = describe(error, path, explain);
  const own = error instanceof Error ? error.message : String(error);
  const rejection = REJECTIONS.find(([pattern]) => pattern.test(own))?.[1];
  return new ModelLoadError(`ONNX Runtime cannot load the model: ${text}`, {
    cause: error,
    rejection,
  });
}

export function toRunError(error: unknown): MaasError {
  const text = describe(error);
  if (OUT_OF_MEMORY.test(text)) {
    return new MaasError(
      'OUT_OF_MEMORY',
      'The model needs more memory for this input than there is; send fewer or smaller inputs ' +
        'at once.',
      { cause: error },
    );
  }
  return new ModelRefusedInputError(`The model cannot take this input: ${text}`, { cause: error });
}

/**
 * Tells an error without the paths of this machine and of the runtime's own sources, ending as a
 * sentence.
 */
function describe(error: unknown, path?: string, explain?: Explain): string {
  let text = error instanceof Error ? error.message : String(error);
  if (path !== undefined) {
    text = text
      .replaceAll(path, 'the model')
      .replaceAll(path.slice(0, path.lastIndexOf('/') + 1), '');
  }
  text = withoutPaths(explain?.(text) ?? translateOnnxMessage(text));
  const cut = text.length > MESSAGE_LENGTH ? `${text.slice(0, MESSAGE_LENGTH)}…` : text;
  return /[.!?\u2026]$/.test(cut) ? cut : `${cut}.`;
}
