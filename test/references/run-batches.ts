import { measureDifference } from './measure-difference.ts';
import type { ServedModel } from './served-model.ts';

export interface BatchOutcome {
  readonly size: number;
  readonly worst: number;
  readonly failure?: string;
}

type Row = Readonly<Record<string, unknown>>;

const SIZES = [1, 7, 64];
/** ONNX Runtime adds up in another order when rows run together. */
const TOLERANCE = 1e-5;

/** Short and long, one script and several, nothing, and more than any model reads. */
const KINDS = [
  '这是一个正面的文本',
  '',
  'I love it',
  '👍',
  ' ',
  '差'.repeat(2000),
  '很好\n很差',
  '👩‍👩‍👧‍👦 🇨🇳 好',
  'The room was clean and the service in Berlin friendly. '.repeat(7),
  '𠮷野家很好吃',
  'Ünïcödé',
];
const TEXTS = Array.from({ length: 64 }, (_, index) =>
  (KINDS[index % KINDS.length] ?? '').repeat(1 + Math.floor(index / 22)),
);

/** Texts of mixed length, all in one call, must get what each gets alone. */
export async function runBatches(model: ServedModel): Promise<BatchOutcome[]> {
  const texts = TEXTS.filter((text) => fits(model.task, text));
  const alone: (readonly Row[])[] = [];
  for (const text of texts) alone.push((await model.predict(toBody(model.task, [text]))) as Row[]);
  return Promise.all(
    SIZES.map(async (size): Promise<BatchOutcome> => {
      let worst = 0;
      try {
        for (let at = 0; at < TEXTS.length; at += size) {
          const batch = Array.from(
            { length: Math.min(size, TEXTS.length - at) },
            (_, index) => (at + index) % texts.length,
          );
          const expected = batch.flatMap((index, input) =>
            (alone[index] ?? []).map((row) => ('input' in row ? { ...row, input } : row)),
          );
          worst = Math.max(
            worst,
            measureDifference(
              await model.predict(
                toBody(
                  model.task,
                  batch.map((index) => texts[index] ?? ''),
                ),
              ),
              expected,
            ),
          );
        }
      } catch (error) {
        return { size, worst, failure: (error as Error).message };
      }
      return worst < TOLERANCE ? { size, worst } : { size, worst, failure: `${worst} off` };
    }),
  );
}

/** A gap must be inside what the model reads, and an answer needs a text to stand in. */
function fits(task: string, text: string): boolean {
  return task === 'fill-mask'
    ? text.length < 200
    : task !== 'question-answering' || text.trim() !== '';
}

function toBody(task: string, texts: readonly string[]): unknown {
  if (task === 'question-answering') {
    return { question: texts.map(() => 'Where is it clean?'), context: texts };
  }
  if (task === 'fill-mask') return { text: texts.map((text) => `${text} [MASK]`) };
  return { text: texts, ...(task === 'text-classification' ? { scores: true } : {}) };
}
