import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { isJsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';
import type { FileRecord, ParityRecord } from '../registry/records.ts';
import { decodeText } from '../text-file.ts';
import type { WorkFolder } from './workspace.ts';

/** The files that `maas-convert` writes beside a model: the report, and the page that shows it. */
const REPORT = 'parity.json';
const PAGES = [REPORT, 'parity.html'];

const Name = z.string().check(z.maxLength(LIMITS.parityNameLength));
const Count = z.int().check(z.minimum(0));
const Part = z.object({
  recipe: Name,
  equal: z.boolean(),
  tolerance: z.number(),
  labels: z.nullable(z.object({ flipped: Count, of: Count })),
  rows: z.array(
    z.object({
      count: Count,
      outputs: z.array(z.object({ greatest: z.nullable(z.number()) })),
    }),
  ),
});
const Report = z.object({ framework: Name, parity: Part, quantized: z.optional(Part) });

/** Tells whether a file of a bundle tells of the model and is not read to serve it. */
export function isAboutParity(path: string): boolean {
  return PAGES.includes(path);
}

/**
 * The headline of the parity report in a bundle. A report of another form is no reason to refuse
 * a model: it is kept, and a note says what is wrong with it.
 */
export async function readParity(
  files: readonly Pick<FileRecord, 'path' | 'bytes'>[],
  folder: WorkFolder,
): Promise<{ readonly parity?: ParityRecord; readonly notes: readonly string[] }> {
  const file = files.find(({ path }) => path === REPORT);
  if (!file) return { notes: [] };
  if (file.bytes > LIMITS.parityBytes) {
    return refuse(`has ${file.bytes} bytes; one of up to ${LIMITS.parityBytes} is read`);
  }
  const bytes = await folder.withFile(REPORT, (content) =>
    Promise.resolve(content.read(0, content.sizeBytes)),
  );
  const report = Report.safeParse(parseJson(decodeText(bytes)));
  if (!report.success) return refuse('is no report as maas-convert writes it');
  const { framework, parity, quantized } = report.data;
  // The quantized model is the one in the bundle.
  const { recipe, equal, tolerance, labels, rows } = quantized ?? parity;
  const greatest = rows.flatMap(({ outputs }) => outputs.map((output) => output.greatest));
  return {
    parity: {
      framework,
      recipe,
      equal,
      rows: rows.reduce((sum, { count }) => sum + count, 0),
      ...(labels ? { flipped: labels.flipped, labels: labels.of } : {}),
      tolerance,
      greatest: greatest.includes(null)
        ? null
        : greatest.reduce<number>((most, one) => Math.max(most, one ?? 0), 0),
    },
    notes: [],
  };
}

function refuse(fault: string): { readonly notes: readonly string[] } {
  return { notes: [`${quote(REPORT)} ${fault}; it is kept, and not shown.`] };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
