import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';

/**
 * Rows as objects by the names of their columns.
 * @param subject what has the rows, as it stands in a sentence
 * @throws MaasError INVALID_REQUEST for a row of another length, and for a name that is given twice:
 *   one of its two values would be left out, unseen
 */
export function toNamedRows(
  subject: string,
  names: readonly string[],
  rows: readonly (readonly unknown[])[],
): Record<string, unknown>[] {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The columns of ${subject} have the name ${quote(twice)} twice; give each column once.`,
    );
  }
  const odd = rows.findIndex((row) => row.length !== names.length);
  if (odd !== -1) {
    throw new MaasError(
      'INVALID_REQUEST',
      `Row ${odd} of ${subject} has ${rows[odd]?.length ?? 0} values for ${names.length} columns.`,
    );
  }
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}
