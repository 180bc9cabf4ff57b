import type { Fixture } from './fixtures.ts';
import type { Serve } from './served-model.ts';

export interface Outcome {
  readonly fixture: string;
  readonly task: string;
  readonly calls: number;
  /** Greatest difference of a number, or of a cosine from 1. */
  readonly worst: number;
  readonly failures: readonly string[];
}

/**
 * Asks a fixture's model everything that its framework was asked.
 * @param atOnce calls that are under way at the same time
 */
export async function runFixture(
  { name, files, calls, task, tolerance }: Fixture,
  serve: Serve,
  atOnce = 1,
): Promise<Outcome> {
  const model = await serve(name, files);
  if (model.task !== task) throw new Error(`${name} is served as ${model.task}, expected ${task}`);
  const failures: string[] = [];
  let worst = 0;
  const queue = calls.values();
  const ask = async (): Promise<void> => {
    for (const call of queue) {
      try {
        const difference = await call.measure(model);
        worst = Math.max(worst, difference);
        if (!(difference < tolerance)) failures.push(`${call.about}: ${difference} off`);
      } catch (error) {
        failures.push(`${call.about}: ${(error as Error).message}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, ask));
  } finally {
    await model.close();
  }
  return { fixture: name, task: model.task, calls: calls.length, worst, failures };
}

/** The outcomes as a table of Markdown. */
export function toTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ fixture, task, calls, worst, failures }) =>
      `| ${fixture} | ${task} | ${calls - failures.length} of ${calls} | ` +
      `${worst.toExponential(1)} |`,
  );
  return ['| fixture | task | equal | greatest difference |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}
