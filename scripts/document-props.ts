/**
 * Writes the table of `ModelService`'s props in docs/deploy.md from their declarations: `node
 * scripts/document-props.ts`. A test tells when it is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
export const DOCUMENT = path.join(root, 'docs', 'deploy.md');
/** In the order of the table. */
const DECLARATIONS = ['model-service', 'api', 'network', 'operation', 'capture'].map((name) =>
  path.join(root, 'infra', 'props', `${name}-props.ts`),
);
const [BEGIN, END] = [
  '<!-- props: node scripts/launch.mjs scripts/document-props.ts -->\n',
  '<!-- end of props -->',
];

const PROP = /\/\*\*(?<doc>(?:(?!\*\/)[^])*)\*\/\s*readonly (?<name>\w+)\?: (?<type>[^;]+);/g;

export function readDeclarations(): string {
  return DECLARATIONS.map((file) => readFileSync(file, 'utf8')).join('\n');
}

function toRow({ doc = '', name = '', type = '' }: Record<string, string>): string {
  const text = doc.replaceAll(/\n?[ \t]*\* ?/g, ' ').trim();
  const [description = '', byDefault] = text.split('@default ');
  if (byDefault === undefined) throw new Error(`The prop ${name} says nothing of its default.`);
  const meaning = byDefault.startsWith('- ')
    ? byDefault.slice(2)
    : byDefault.replace(
        /^(\S+)(?: - (.*))?$/,
        (_, value: string, note?: string) => `\`${value}\`${note === undefined ? '' : `: ${note}`}`,
      );
  return `| \`${name}\` | \`${type.replaceAll('|', '\\|')}\` | ${description.trim()} | ${meaning} |`;
}

/**
 * @returns the document with the table as the declarations have it.
 * @throws Error when a prop has no default, or the table no place
 */
export function documentProps(document: string, declarations = readDeclarations()): string {
  const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (before < 0 || after < before) {
    throw new Error(`${DOCUMENT} must have the lines '${BEGIN.trim()}' and '${END}'.`);
  }
  const rows = [...declarations.matchAll(PROP)].map(({ groups }) =>
    toRow(groups as Record<string, string>),
  );
  return (
    `${document.slice(0, before)}${BEGIN}\n| prop | type | what it decides | default ` +
    `|\n|---|---|---|---|\n${rows.join('\n')}\n\n${document.slice(after)}`
  );
}

if (import.meta.main) writeFileSync(DOCUMENT, documentProps(readFileSync(DOCUMENT, 'utf8')));
