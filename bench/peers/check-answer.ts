interface Answer {
  readonly outputs: readonly { readonly name: string; readonly data: readonly unknown[] }[];
}

/** Another thread count, or another way to run in batches, makes other last bits. */
const TOLERANCE = 1e-3;

/**
 * Checks that a server does the same work as the others: it answers the same.
 * @throws Error when one does not
 */
export function checkAnswer(name: string, answer: string, reference: string): void {
  const given = toValues(answer);
  for (const [output, values] of toValues(reference)) {
    const others = given.get(output) ?? [];
    const isSame =
      others.length === values.length &&
      values.every((value, place) => isClose(value, others[place]));
    if (!isSame) {
      throw new Error(`${name} answers '${output}' otherwise: ${answer.slice(0, 300)}`);
    }
  }
}

function toValues(text: string): Map<string, readonly unknown[]> {
  const { outputs } = JSON.parse(text) as Answer;
  return new Map(outputs.map(({ name, data }) => [name, data]));
}

function isClose(one: unknown, other: unknown): boolean {
  return typeof one === 'number' ? Math.abs(one - Number(other)) <= TOLERANCE : one === other;
}
