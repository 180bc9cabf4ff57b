import { Buffer } from 'node:buffer';

/** Characters that tell what was sent. */
const LOOKED_AT = 4096;

const MODEL = 'it is a model: upload it by POST /upload, in Python with files= of requests';
const SOUND = 'it is sound: send its samples as a tensor';

/** How bodies begin that are no text, in Latin-1, and what to do. */
const FILES: readonly (readonly [string, string])[] = [
  ['\x1F\x8B', 'it is gzip: say so by the header "Content-Encoding: gzip"'],
  ['\xFF\xFE', 'it is UTF-16'],
  ['\xFE\xFF', 'it is UTF-16'],
  ['\x93NUMPY', 'it is an array of NumPy: send array.tolist()'],
  ['\x80', 'it is a pickle of Python: use json= of requests'],
  ['PK\x03\x04', 'it is a ZIP file: send what is in it'],
  ['\x08', MODEL],
  ['RIFF', SOUND],
  ['ID3', SOUND],
  ['%PDF', 'it is a PDF document: send its text'],
];

/** How texts begin that were sent in the place of JSON, and what to do. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [
    /^[\s{[]+'|^[\s{[]*"[^]*[:,[]\s*(True|False|None)\b/,
    "it is Python's notation: send it by json.dumps, or json= of requests",
  ],
  [/^\0?[\s{["]\0/, 'it is UTF-16: send UTF-8'],
  [
    /^--\S+\r?\ncontent-disposition:/i,
    'it is a form with files: send JSON; models go to POST /upload',
  ],
  [/^\s*</, 'it is XML or HTML: send JSON'],
  [
    /^"?(iVBORw0KGgo|\/9j\/|UklGR|data:image)/,
    'it is a picture in base64: send {"image": "…"}, or its bytes',
  ],
  [/^[\w%.+-]+=/, 'it is a form: send JSON, in Python by json=, not data='],
  [/^\s*[{[].*[}\]]\s*\n\s*[{[]/, 'it is JSON lines: send one object with a list, {"rows": […]}'],
  [
    /^[^\s{["][^\n{[]*[,;\t][^\n]*\n/,
    'it is CSV: send it to POST /invocations as text/csv, or {"rows": […]}',
  ],
  [/^\s*[^\s{["\d-]/, 'it is plain text: send {"text": "…"}'],
];

/** Tells by its beginning what was sent in the place of text. */
export function adviseBytes(bytes: Uint8Array): string {
  const beginning = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  return toAdvice(FILES.find(([prefix]) => beginning.startsWith(prefix)));
}

/** Tells by its beginning what text was sent in the place of JSON. */
export function adviseSyntax(text: string): string {
  const beginning = text.slice(0, LOOKED_AT);
  return toAdvice(
    FILES.find(([prefix]) => beginning.startsWith(prefix)) ??
      TEXTS.find(([pattern]) => pattern.test(beginning)),
  );
}

function toAdvice(found: readonly [unknown, string] | undefined): string {
  return found ? `; ${found[1]}` : '';
}
