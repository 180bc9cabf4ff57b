import type { z } from 'zod/mini';
import { MaasError } from '../errors.ts';
import { inEnglish } from './in-english.ts';
import { omitNulls } from './omit-nulls.ts';
import { quote } from '../quote.ts';

/** JSON's names of types that zod names otherwise. */
const TYPE_NAMES: Readonly<Record<string, string>> = { record: 'object' };

/** What does what a parameter did in earlier pipelines of Hugging Face, or does in others. */
const INSTEAD: Readonly<Record<string, string>> = {
  return_all_scores: '"top_k": null asks for all classes',
  grouped_entities: '"aggregation_strategy": "simple" groups entities',
  candidate_labels: 'zero-shot classification is not served: a model answers its own labels',
};

/**
 * An error names so many faults of one body, and unknown keys of one object: a caller may send a
 * million.
 */
const MOST_TOLD = 3;

/**
 * @param subject what is parsed, as the sentence begins
 * @throws MaasError INVALID_REQUEST naming each fault and its place; UNSUPPORTED_MEDIA_TYPE for the
 *   bytes of a picture
 */
export function parseBody<T>(schema: z.ZodMiniType<T>, body: unknown, subject = 'The body'): T {
  if (body instanceof Uint8Array) {
    throw new MaasError(
      'UNSUPPORTED_MEDIA_TYPE',
      'By its content type or its first bytes the body is a picture, and this model takes ' +
        'none; send JSON as application/json.',
    );
  }
  if (typeof body === 'string' && /^\s*[{[]/.test(body)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${subject} is a text with JSON in it, ${quote(body)}: send the object itself, in Python ` +
        'json=body in the place of json=json.dumps(body).',
    );
  }
  const result = schema.safeParse(omitNulls(body), { error: inEnglish, reportInput: true });
  if (result.success) return result.data;
  const sentences = result.error.issues.slice(0, MOST_TOLD).map((issue) => describeIssue(issue));
  throw new MaasError(
    'INVALID_REQUEST',
    `${subject} is not as it should be: ${sentences.join('; ')}.`,
  );
}

function describeIssue(issue: z.core.$ZodIssue, outer: readonly PropertyKey[] = []): string {
  const path = [...outer, ...issue.path];
  if (issue.code === 'invalid_union') {
    const inner = findMeant(issue.errors);
    if (inner) return describeIssue(inner, path);
  }
  const place = path.length > 0 ? `${quote(path.join('.'))} ` : '';
  const given =
    issue.input === undefined || typeof issue.input === 'object'
      ? ''
      : ` (got ${quote(issue.input)})`;
  return `${place}${describeFault(issue)}${given}`;
}

function describeFault(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const told = issue.keys.slice(0, MOST_TOLD);
    return (
      `unrecognized key${issue.keys.length > 1 ? 's' : ''}: ` +
      `${told.map(quote).join(', ')}${issue.keys.length > MOST_TOLD ? ', …' : ''}` +
      told.map((key) => (Object.hasOwn(INSTEAD, key) ? ` (${INSTEAD[key] ?? ''})` : '')).join('')
    );
  }
  if (
    issue.code === 'invalid_type' &&
    issue.input === undefined &&
    issue.message.startsWith('Invalid input')
  ) {
    return `is missing: expected ${issue.expected}`;
  }
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') {
    return lowerFirst(issue.message);
  }
  const types = [
    ...new Set(
      issue.errors.flatMap(([first]) =>
        first?.code === 'invalid_type' ? [TYPE_NAMES[first.expected] ?? first.expected] : [],
      ),
    ),
  ].join(' or ');
  const fault = issue.input === undefined ? 'is missing' : 'is of another type';
  return types === '' ? fault : `${fault}: expected ${types}`;
}

/**
 * Finds the fault of the form that was meant, if several are allowed: the one whose type fits.
 */
function findMeant(errors: readonly (readonly z.core.$ZodIssue[])[]): z.core.$ZodIssue | undefined {
  return errors.find(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  )?.[0];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
