import { findRatio, type Measured } from './report.ts';

const TITLE = 'First answer from the start of the process ÷ Node by hand, model in the image';
const WIDTH = 720;
const LABEL_WIDTH = 290;
const ROW = 22;
const COLOURS = ['#2563eb', '#9ca3af', '#6b7280', '#d1d5db'];

/** Bars of the first answers, each as a multiple of the one written by hand. */
export function drawRatios(all: readonly Measured[]): string {
  const rows = all.flatMap((measured) => [
    { label: `${measured.model}, ${measured.share}`, ratio: undefined, colour: '' },
    ...[...(measured.rounds[0]?.keys() ?? [])].map((subject, index) => ({
      label: subject,
      ratio: findRatio(measured, subject, ({ firstMs }) => firstMs),
      colour: COLOURS[index] ?? '#000',
    })),
  ]);
  const longest = Math.max(...rows.map(({ ratio = 0 }) => ratio));
  const scale = (WIDTH - LABEL_WIDTH - 60) / longest;
  const bars = rows.map(({ label, ratio, colour }, index) => {
    const y = 30 + index * ROW;
    const place = ratio === undefined ? 'x="8" font-weight="bold"' : 'x="20"';
    const text = `<text ${place} y="${y + 15}">${label}</text>`;
    if (ratio === undefined) return text;
    const width = (ratio * scale).toFixed(1);
    const end = LABEL_WIDTH + ratio * scale + 6;
    return (
      `${text}<rect x="${LABEL_WIDTH}" y="${y + 3}" width="${width}" height="${ROW - 6}" fill="${colour}"/>` +
      `<text x="${end.toFixed(1)}" y="${y + 15}">${ratio.toFixed(2)}</text>`
    );
  });
  const height = 40 + rows.length * ROW;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" ` +
    'font-family="sans-serif" font-size="13">\n' +
    `<rect width="100%" height="100%" fill="#fff"/>\n` +
    `<text x="8" y="20" font-size="15">${TITLE}</text>\n` +
    `${bars.join('\n')}\n</svg>\n`
  );
}
