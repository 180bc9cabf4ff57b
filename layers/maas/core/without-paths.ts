/** A message without the folders of this machine: of an absolute path its last part stays. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/(^|[\s'"`([=])\/(?:[^\s:'"`()[\]]+\/)+/g, '$1')
    .replaceAll(/(^|[\s'"`([=])(?:[A-Za-z]:|\\)\\(?:[^\s:'"`()[\]\\]+\\)+/g, '$1');
}
