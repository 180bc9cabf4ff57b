/**
 * Predicts, one call after the other, until standard input ends; then prints how many were answered
 * and how many were not, and fails where any was not. Needs MAAS_URL, MAAS_API_KEY, and a model's
 * name as argument.
 *
 * Lambda lets a call end on the instance that runs it. The emulator may remove that container first
 * and then answers with the error of its own client for containers: the one call that can be under
 * way at the update is printed apart and may end so.
 */
const REMOVED_UNDER_WAY = /^502 .*http\+docker:.*no such container/s;
const MOST_UNDER_WAY = 1;
const { MAAS_URL = '', MAAS_API_KEY = '' } = process.env;
const url = `${MAAS_URL.replace(/\/$/, '')}/models/${process.argv[2] ?? ''}/predict`;

const over = new AbortController();
process.stdin.resume().on('end', () => {
  over.abort();
});

const counts = new Map<string, number>();
while (!over.signal.aborted) {
  const outcome = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': MAAS_API_KEY },
    body: '{"text":"这是一个正面的文本"}',
  }).then(
    async (response) => `${response.status}${response.ok ? '' : ` ${await response.text()}`}`,
    (error: unknown) => String(error),
  );
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}
console.log(
  'predictions during the update: ' +
    [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', '),
);
const removed = [...counts].filter(([outcome]) => REMOVED_UNDER_WAY.test(outcome));
const underWay = removed.reduce((sum, [, count]) => sum + count, 0);
const isWell = counts.has('200') && counts.size === 1 + removed.length;
process.exit(isWell && underWay <= MOST_UNDER_WAY ? 0 : 1);
