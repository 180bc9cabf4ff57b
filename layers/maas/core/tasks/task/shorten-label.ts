import { hash } from 'node:crypto';

/** Labels are kept by so many characters of theirs. */
const LABEL_LENGTH = 60;

/** One that is longer is told from others by a digest. */
export function shortenLabel(label: string): string {
  return label.length <= LABEL_LENGTH
    ? label.toWellFormed()
    : `${label.slice(0, LABEL_LENGTH - 9).toWellFormed()}~${hash('sha256', label).slice(0, 8)}`;
}
