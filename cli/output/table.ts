export type Cell = string | number | boolean | null | undefined;

/** Columns of equal width, numbers to the right. The first line has the names. */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): string[] {
  const lines = [columns, ...rows].map((row) => row.map((cell) => String(cell ?? '')));
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => measure(line[index] ?? ''))),
  );
  const isNumber = columns.map((_, index) => rows.every((row) => typeof row[index] === 'number'));
  return lines.map((line) =>
    line
      .map((text, index) => {
        const gap = ' '.repeat(Math.max(0, (widths[index] ?? 0) - measure(text)));
        return isNumber[index] ? gap + text : text + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Chinese, Japanese and Korean characters, and emoji, take two columns of a terminal. */
const WIDE = new RegExp(
  String.raw`[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff]|` +
    String.raw`[\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}`,
  'u',
);

function measure(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
