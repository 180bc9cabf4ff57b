import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { DOCUMENT, documentProps, readDeclarations } from '../../scripts/document-props.ts';

const declarations = readDeclarations();
const document = readFileSync(DOCUMENT, 'utf8');

it('the table of props in docs/deploy.md is as they are declared', () => {
  const isCurrent = documentProps(document) === document;
  expect(isCurrent ? '' : 'run node scripts/launch.mjs scripts/document-props.ts').toBe('');
});

it('has a row for each prop', () => {
  const props = [...declarations.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name);
  expect(props.length).toBeGreaterThan(15);
  for (const prop of props) expect(document).toContain(`\n| \`${prop ?? ''}\` | `);
});

it('changes when a default does', () => {
  const changed = declarations.replace('@default 1769', '@default 1770');
  expect(changed).not.toBe(declarations);
  expect(documentProps(document, changed)).toBe(document.replace('| `1769` |', '| `1770` |'));
});

it('refuses a prop that says nothing of its default', () => {
  expect(() => documentProps(document, '/** Something. */\nreadonly odd?: string;')).toThrow(
    'The prop odd says nothing of its default.',
  );
});
