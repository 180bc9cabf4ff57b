import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Metadata of one construct, as CDK keeps it beside the template. */
interface Entry {
  readonly type: string;
  readonly data?: unknown;
}

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
/** CloudFormation's limit of a stack. */
const MOST_RESOURCES = 500;

/**
 * Reports on a synthesised app what a reviewer asks: how many resources each stack has, and which
 * findings are accepted, how often and why.
 */
export function reportTemplates(folder: string): string[] {
  const stacks = readdirSync(folder).flatMap((file) =>
    file.endsWith('.template.json') ? [file.slice(0, -'.template.json'.length)] : [],
  );
  return stacks.flatMap((stack) => {
    const read = (kind: string): unknown =>
      JSON.parse(readFileSync(path.join(folder, `${stack}.${kind}.json`), 'utf8'));
    const { Resources } = read('template') as { readonly Resources: object };
    const exceptions = listExceptions(read('metadata') as Record<string, readonly Entry[]>);
    const accepted = exceptions.reduce((sum, [, count]) => sum + count, 0);
    return [
      `${stack}: ${Object.keys(Resources).length} of ${MOST_RESOURCES} resources; ${accepted} ` +
        `findings are accepted, for ${exceptions.length} reasons:`,
      ...exceptions.map(([what, count]) => `  ${String(count).padStart(3)} × ${what}`),
    ];
  });
}

/** The most frequent first. */
function listExceptions(
  metadata: Readonly<Record<string, readonly Entry[]>>,
): (readonly [what: string, count: number])[] {
  const reasons = Object.values(metadata)
    .flat()
    .filter(({ type }) => type === ACKNOWLEDGED)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([rule, reason]) => `${toRule(rule)}: ${reason}`);
  return [...Map.groupBy(reasons, (each) => each)]
    .map(([what, all]) => [what, all.length] as const)
    .sort(([, one], [, other]) => other - one);
}

/** Without CDK's prefix, and what of a policy it concerns: the reason says that. */
function toRule(id: string): string {
  return id.replace(/^Annotation::/, '').replace(/\[.*\]$/, '');
}
