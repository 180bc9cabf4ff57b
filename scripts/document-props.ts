/**
 * Writes the tables of `ModelService`'s and `addEndpoint`'s props in docs/deploy.md from their
 * declarations: `node scripts/document-props.ts`. A test tells when it is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
export const DOCUMENT = path.join(root, 'docs', 'deploy.md');
/** The lines that a table stands between, and the files that it is made of, in its order. */
interface Table {
  readonly begin: string;
  readonly end: string;
  readonly files: readonly string[];
}

const SERVICE: Table = {
  begin: '<!-- props: node scripts/launch.mjs scripts/document-props.ts -->\n',
  end: '<!-- end of props -->',
  files: ['model-service', 'web', 'api', 'network', 'operation', 'capture'],
};
const ENDPOINT: Table = {
  begin: '<!-- props of an endpoint: node scripts/launch.mjs scripts/document-props.ts -->\n',
  end: '<!-- end of props of an endpoint -->',
  files: ['endpoint'],
};

const PROP = /\/\*\*(?<doc>(?:(?!\*\/)[^])*)\*\/\s*readonly (?<name>\w+)\?: (?<type>[^;]+);/g;

export function readDeclarations({ files }: Table = SERVICE): string {
  return files
    .map((name) => readFileSync(path.join(root, 'infra', 'props', `${name}-props.ts`), 'utf8'))
    .join('\n');
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
 * @param declarations of the service's props
 * @returns the document with the tables as the declarations have them.
 * @throws Error when a prop has no default, or a table no place
 */
export function documentProps(document: string, declarations = readDeclarations()): string {
  const withService = writeTable(document, SERVICE, declarations);
  return writeTable(withService, ENDPOINT, readDeclarations(ENDPOINT));
}

function writeTable(document: string, { begin, end }: Table, declarations: string): string {
  const [before, after] = [document.indexOf(begin), document.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(`${DOCUMENT} must have the lines '${begin.trim()}' and '${end}'.`);
  }
  const rows = [...declarations.matchAll(PROP)].map(({ groups }) =>
    toRow(groups as Record<string, string>),
  );
  return (
    `${document.slice(0, before)}${begin}\n| prop | type | what it decides | default ` +
    `|\n|---|---|---|---|\n${rows.join('\n')}\n\n${document.slice(after)}`
  );
}

if (import.meta.main) writeFileSync(DOCUMENT, documentProps(readFileSync(DOCUMENT, 'utf8')));
