import { LIMITS } from '../../contract/limits.ts';
import { parseJson } from '../json/lossless-json.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { CapturedLine } from '../ports/captures.ts';
import { findColumns } from '../tasks/tabular/table-config.ts';
import type { ResolvedCapture } from './capture-settings.ts';
import { toHiddenFields } from './hidden-fields.ts';
import { Redactor, UncapturableError } from './redactor.ts';

/** The route that `predict` was called by: method and path. */
export type CaptureSource = string;

/**
 * The line of one prediction: what came and what was answered, as far as it may be seen and is not
 * too large; what is left out is named.
 */
export function toCapturedLine(
  facts: PredictionFacts & { readonly model: string; readonly version: number },
  source: CaptureSource,
  { inputs, outputs, redact }: ResolvedCapture,
  nowMs: number,
): CapturedLine {
  const { id, model, version, alias, bundle, exchange } = facts;
  const redactor = new Redactor(toHiddenFields(redact, listColumns(bundle)));
  const omitted: string[] = [];
  const show = (name: string, isWanted: boolean, make: () => unknown): object => {
    if (!isWanted) return {};
    try {
      return { [name]: make() };
    } catch (error) {
      if (!(error instanceof UncapturableError)) throw error;
      omitted.push(name);
      return {};
    }
  };
  const received = readBytes(exchange?.inputs, redact.length > 0);
  const hasLearnt = learn(redactor, received) && learn(redactor, exchange?.outputs);
  if (!hasLearnt) omitted.push('inputs', 'outputs');
  const labels = new Set<unknown>(bundle?.labels?.map(String));
  const line = {
    kind: 'prediction',
    predictionId: id,
    time: new Date(nowMs).toISOString(),
    model,
    version,
    ...(alias === undefined ? {} : { alias: alias.name }),
    source,
    ...show('inputs', inputs && hasLearnt, () => redactor.showInputs(received)),
    ...show('outputs', outputs && hasLearnt, () =>
      redactor.showOutputs(toList(exchange?.outputs), labels),
    ),
  } as const;
  return limitLine(omitted.length === 0 ? line : { ...line, omitted });
}

/** @returns false where more is hidden than can be looked for in what is shown */
function learn(redactor: Redactor, value: unknown): boolean {
  try {
    redactor.learn(value);
    return true;
  } catch (error) {
    if (error instanceof UncapturableError) return false;
    throw error;
  }
}

/** In JSON some characters take six times their room: what is too long by that goes whole. */
function limitLine(line: CapturedLine): CapturedLine {
  if (Buffer.byteLength(JSON.stringify(line)) <= LIMITS.captureLineBytes) return line;
  const { inputs: _inputs, outputs: _outputs, ...rest } = line;
  return { ...rest, omitted: ['inputs', 'outputs'] };
}

/** Bodies that are read as bytes: JSON is shown, and CSV where none of its columns is hidden. */
function readBytes(inputs: unknown, hasHidden: boolean): unknown {
  const { bytes, contentType = 'application/json' } = (inputs ?? {}) as {
    readonly bytes?: unknown;
    readonly contentType?: string;
  };
  if (!(bytes instanceof Uint8Array)) return inputs;
  if (/\bjson\b/i.test(contentType)) return parseJson(bytes);
  return /^\s*text\//i.test(contentType) && !hasHidden ? Buffer.from(bytes).toString() : bytes;
}

/** A list of what was answered, an item per input, whatever the number of inputs. */
function toList(outputs: unknown): unknown {
  return Array.isArray(outputs) ? outputs : [outputs];
}

function listColumns(bundle: PredictionFacts['bundle']): readonly string[] {
  if (!bundle?.task.startsWith('tabular-')) return [];
  const columns = findColumns(bundle.config);
  return columns.length > 0 ? columns : bundle.signature.inputs.map(({ name }) => name);
}
