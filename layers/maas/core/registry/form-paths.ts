/**
 * The paths inside a bundle of files that a form names as its client knows them:
 * `C:\models\a.onnx`, `/home/me/bundle/a.onnx`, `bundle/a.onnx`. Folders that all of them share are
 * those of the client's disk, and are left out; what leads out of a folder stays, to be refused.
 * @see https://www.rfc-editor.org/rfc/rfc7578#section-4.2
 */
export function toFormPaths(filenames: readonly string[]): string[] {
  const names = filenames.map(toParts);
  const shared = names.some((parts) => parts.includes('..')) ? 0 : countShared(names);
  return names.map((parts) => parts.slice(shared).join('/'));
}

/**
 * The root of a disk, `C:` or nothing, is a part like others: files that do not share it keep it,
 * and are refused for it.
 */
function toParts(filename: string): string[] {
  return filename
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .split('/');
}

function countShared([first = [], ...others]: readonly (readonly string[])[]): number {
  const isApart = (part: string, index: number): boolean =>
    others.some((parts) => parts[index] !== part || index === parts.length - 1);
  const end = first.findIndex(isApart);
  return Math.min(end === -1 ? first.length : end, first.length - 1);
}
