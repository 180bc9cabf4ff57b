/** A drawn body in a few words: long texts and lists by their sizes. */
export function describeCall(body: unknown): string {
  if (typeof body === 'string') return describeText(body);
  if (Array.isArray(body)) {
    return body.length > 2
      ? `[${describeCall(body[0])}, … ${body.length} in all]`
      : `[${body.map(describeCall).join(', ')}]`;
  }
  if (typeof body !== 'object' || body === null) return String(body);
  const entries = Object.entries(body);
  return `{${entries
    .slice(0, MOST_KEYS)
    .map(([key, value]) => `${key}: ${describeCall(value)}`)
    .join(', ')}${entries.length > MOST_KEYS ? `, … ${entries.length} in all` : ''}}`;
}

const MOST_KEYS = 8;
const MOST_SHOWN = 12;

function describeText(text: string): string {
  const chars = Array.from(text);
  const shown = JSON.stringify(chars.slice(0, MOST_SHOWN).join('')).replace(
    /[|`]|\p{M}|\p{Cf}/gu,
    '',
  );
  return chars.length > MOST_SHOWN ? `${shown}… ${text.length} characters` : shown;
}
