import type { EtagCondition } from '../core/registry/aliases.ts';

/** The form that ETag and If-Match have on the wire. Stores differ in whether they quote theirs. */
export function formatEtag(etag: string): string {
  return `"${unquote(etag)}"`;
}

/**
 * Everything is allowed without the header; no weak ETag matches.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export function parseIfMatch(header: string | undefined): EtagCondition {
  if (header === undefined || header.trim() === '*') return () => true;
  const allowed = header.split(',').map((etag) => etag.trim());
  return (etag) => allowed.includes(formatEtag(etag));
}

function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1');
}
