import type { FileBytes } from '../../ports/model-runtime.ts';
import { quote } from '../../quote.ts';
import { refuse } from '../faults/conversion-error.ts';
import { readLines } from './line-reader.ts';

/** Lines of `key=value`; a line without a value has ''. */
export type Section = ReadonlyMap<string, string>;

export interface LightgbmFile {
  readonly header: Section;
  /** The line after the trees, as JSON. */
  readonly pandasCategories?: string;
}

/** Keys that training alone reads. */
const SKIPPED: ReadonlySet<string> = new Set([
  'split_gain',
  'leaf_weight',
  'leaf_count',
  'internal_value',
  'internal_weight',
  'internal_count',
  'tree_sizes',
  'monotone_constraints',
]);
const CATEGORIES = 'pandas_categorical:';

/**
 * Reads a file section by section, so that one tree is in memory at a time.
 * @param onHeader is told what stands before the trees
 * @param onTree is told each tree
 */
export function readSections(
  file: FileBytes,
  onHeader: (header: Section) => void,
  onTree: (tree: Section) => void,
): LightgbmFile {
  let section = new Map<string, string>();
  let header: Section | undefined;
  let pandasCategories: string | undefined;
  let isPastTrees = false;
  const close = (): void => {
    if (header) onTree(section);
    else onHeader((header = section));
    section = new Map();
  };
  for (const line of readLines(file)) {
    if (line.startsWith(CATEGORIES)) pandasCategories = line.slice(CATEGORIES.length);
    if (isPastTrees) continue;
    if (line.startsWith('Tree=')) close();
    if (line === 'end of trees') {
      close();
      isPastTrees = true;
    } else addLine(section, line);
  }
  if (!isPastTrees || !header) {
    return refuse('its file has no line "end of trees"', 'upload the whole file');
  }
  return { header, pandasCategories };
}

function addLine(section: Map<string, string>, line: string): void {
  const end = line.indexOf('=');
  const key = end === -1 ? line : line.slice(0, end);
  if (!SKIPPED.has(key) && key !== '') section.set(key, end === -1 ? '' : line.slice(end + 1));
}

/** @throws RejectionError NOT_CONVERTIBLE where it is not there, or of other length */
export function getList(section: Section, key: string, place: string, length?: number): number[] {
  const text = section.get(key)?.trim();
  const numbers = text === undefined || text === '' ? [] : text.split(/\s+/).map(toNumber);
  if (length !== undefined && numbers.length !== length) {
    refuse(
      `${place} has ${numbers.length} values in "${key}", where ${length} belong`,
      'upload the file as LightGBM wrote it',
    );
  }
  return numbers;
}

export function getCount(section: Section, key: string, place: string, fallback?: number): number {
  const text = section.get(key)?.trim() ?? fallback?.toString() ?? '';
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!Number.isNaN(number)) return number;
  return refuse(
    `${place} has ${quote(text)} for "${key}", where a whole number belongs`,
    'upload the file as LightGBM wrote it',
  );
}

/** As C++ writes doubles. */
function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isNaN(number)) return number;
  const word = text.toLowerCase();
  return word === 'inf' ? Infinity : word === '-inf' ? -Infinity : NaN;
}
