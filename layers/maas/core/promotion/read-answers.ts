import type { CapturedLines } from '../capture/captured-lines.ts';
import { isNumber } from '../json/guards.ts';
import type { CapturedLine } from '../ports/captures.ts';
import type { Period } from '../ports/metrics.ts';
import { isSketch, SketchBuilder, type Sketch } from '../drift/sketch.ts';
import { countAnswers } from '../drift/answer-bins.ts';
import type { Share } from '../rollouts/evidence.ts';
import type { AnswerBin, RolloutRecord, WindowTally } from '../rollouts/rollout.ts';

const MINUTE_MS = 60_000;
const NOTHING: Share = { count: 0, of: 0 };

export type AnswerLines = Pick<CapturedLines, 'readHours'>;

/** Reads both versions' answers in each whole minute of a period, the oldest first. */
export async function readAnswers(
  lines: AnswerLines,
  model: string,
  { baseline, candidate }: Pick<RolloutRecord, 'baseline' | 'candidate'>,
  answerBins: readonly AnswerBin[],
  period: Period,
): Promise<WindowTally[]> {
  const [theirs, ours] = await Promise.all(
    [candidate, baseline].map((version) =>
      readVersion(lines, { model, version }, answerBins, period),
    ),
  );
  const minutes = Math.round((period.toMs - period.fromMs) / MINUTE_MS);
  return Array.from({ length: minutes }, (_, minute) => ({
    candidate: NOTHING,
    baseline: NOTHING,
    bins: answerBins.map((_bin, index) => ({
      candidate: theirs?.[minute]?.[index] ?? NOTHING,
      baseline: ours?.[minute]?.[index] ?? NOTHING,
    })),
  }));
}

/** The bins of each minute; undefined for one without answers. */
async function readVersion(
  lines: AnswerLines,
  name: { readonly model: string; readonly version: number },
  answerBins: readonly AnswerBin[],
  period: Period,
): Promise<(Share[] | undefined)[]> {
  const minutes: (Share[] | undefined)[] = [];
  for await (const hour of lines.readHours('sketch', name, period)) {
    for (const line of hour) {
      if (!isSketch(line.features)) continue;
      // eslint-disable-next-line no-restricted-syntax -- a line's date in a period of dates
      const minute = Math.floor((Date.parse(line.time) - period.fromMs) / MINUTE_MS);
      const counted = weighLine(line, line.features, answerBins);
      minutes[minute] = counted.map((share, index) => add(minutes[minute]?.[index], share));
    }
  }
  return minutes;
}

/**
 * Rows of one call are alike, and a hundred of them are no hundred witnesses: together the answers of
 * a line count as many as it has calls.
 */
function weighLine(line: CapturedLine, features: Sketch, bins: readonly AnswerBin[]): Share[] {
  const builder = new SketchBuilder();
  builder.merge(features);
  const inputs = builder.countInputs();
  const weight = isNumber(line.calls) && line.calls < inputs ? line.calls / inputs : 1;
  return countAnswers(bins, features).map(({ count, of }) => ({
    count: count * weight,
    of: of * weight,
  }));
}

function add(before: Share = NOTHING, more: Share): Share {
  return { count: before.count + more.count, of: before.of + more.of };
}
