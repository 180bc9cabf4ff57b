/** A record of an answer. */
export type AnswerRecord = Readonly<Record<string, unknown>>;

/**
 * The records of each input. Tasks with several for one (entities, masks) say in `input` which it
 * is of; the others have one for each, in order.
 */
export function groupRecords(records: readonly AnswerRecord[], inputs: number): AnswerRecord[][] {
  const isNumbered = records.length > 0 && records.every(({ input }) => typeof input === 'number');
  if (!isNumbered && records.length === inputs) return records.map((record) => [record]);
  const groups = Array.from({ length: inputs }, (): AnswerRecord[] => []);
  for (const { input, ...record } of records) groups[Number(input ?? 0)]?.push(record);
  return groups;
}
