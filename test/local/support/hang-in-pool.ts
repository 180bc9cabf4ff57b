/**
 * A program: runs a function that hangs without ever giving its event loop free, and says who
 * hangs.
 */
import { startTinyFunction } from './tiny-function.ts';

const tiny = startTinyFunction(`exports.handler = async () => {
  const child = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' });
  require('node:fs').writeSync(1, 'hangs ' + process.pid + ' ' + child.pid + '\\n'); for (;;); };`);
tiny.pool.invoke('{}').catch(() => undefined);
for (;;) {
  const line = tiny.lines.find((text) => text.startsWith('hangs'));
  if (line !== undefined) process.stdout.write(`${line}\n`);
  await new Promise((resolve) => {
    setTimeout(resolve, line === undefined ? 20 : 60_000);
  });
}
