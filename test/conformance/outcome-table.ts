import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'docs/operators.md';
const HEAD = `# ONNX's operator tests, through the public API

Written by \`test/conformance/operators.ts --write\`; CI runs it and fails when a model's outcome
differs from what stands here.

Each model of ONNX's own backend tests (Debian's \`libonnx-testdata\`) is uploaded, validated and
called with the test's inputs, in binary and, where JSON can carry the numbers, in JSON. Its outputs
must be what ONNX Runtime gives directly, bit for bit. A model that ONNX Runtime itself cannot run in
Node must give what the test says, or end in a refusal that says why: never in a 500, never with a
dead instance.
`;

/** Names of models by what came of them. */
export type Outcomes = ReadonlyMap<string, readonly string[]>;

/**
 * The page of the documentation: how many models had which outcome, and the names of all but those
 * with the commonest.
 */
export function renderOutcomes(outcomes: Outcomes): string {
  const sorted = [...outcomes].sort(
    ([a, some], [b, others]) => others.length - some.length || a.localeCompare(b),
  );
  const rows = sorted.map(([outcome, names]) => `| ${outcome} | ${names.length} |`);
  const lists = sorted
    .slice(1)
    .map(([outcome, names]) => `**${outcome}**: ${[...names].sort().join(', ')}`);
  return `${HEAD}\n| outcome | models |\n|---|---|\n${rows.join('\n')}\n\n${lists.join('\n\n')}\n`;
}

/** @returns whether the documentation says the same */
export function isDocumented(page: string): boolean {
  return readFileSync(FILE, 'utf8') === page;
}

export function writePage(page: string): void {
  writeFileSync(FILE, page);
}
