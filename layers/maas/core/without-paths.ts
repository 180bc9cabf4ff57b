/**
 * A message without the folders of this machine: of an absolute path its last part stays. Calls, as
 * `GET /models/m`, are no paths of it.
 */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/(^|[\s'"`([=])(?<!\b(?:GET|POST|PUT|DELETE) )\/(?:[^\s:'"`()[\]]+\/)+/g, '$1')
    .replaceAll(/(^|[\s'"`([=])(?:[A-Za-z]:|\\)\\(?:[^\s:'"`()[\]\\]+\\)+/g, '$1');
}
