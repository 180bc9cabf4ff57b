/**
 * Predicts, one call after the other, until standard input ends; then prints how many were answered and how many were not, and fails where any was not.
 * Needs MAAS_URL, MAAS_API_KEY, and a model's name as argument.
 */
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
  `predictions during the update: ${[...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ')}`,
);
process.exit(counts.size === 1 && counts.has('200') ? 0 : 1);
