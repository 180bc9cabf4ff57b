import { expect, it } from '@jest/globals';
import { withoutPaths } from '../../layers/maas/core/without-paths.ts';

it.each([
  [
    "ENOENT: no such file or directory, open '/srv/maas/store/files/0'",
    "ENOENT: no such file or directory, open '0'",
  ],
  ['Load model from /tmp/bundles/1/model.onnx failed', 'Load model from model.onnx failed'],
  ['path=/var/task/handler.js (at /opt/a/b.js:1)', 'path=handler.js (at b.js:1)'],
  ["EACCES, open 'C:\\Users\\Ann\\.maas\\secret'", "EACCES, open 'secret'"],
  [
    'complete it with POST /models/m/versions/1/complete.',
    'complete it with POST /models/m/versions/1/complete.',
  ],
  [
    'give the function a larger /tmp, or send 1/2 of it',
    'give the function a larger /tmp, or send 1/2 of it',
  ],
])('a message loses the folders of this machine: %s', (text, expected) => {
  expect(withoutPaths(text)).toBe(expected);
});
