import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Lambda's limit, of all variables of a function as one JSON object. */
const MOST_BYTES = 4096;
/** Names of variables that an error tells. */
const TOLD = 3;
/** Fewest characters of what a deployment fills in: names that CloudFormation makes have more. */
const REFERENCE_LENGTH = 40;
/** The value of a secret. */
const DYNAMIC = /\{\{resolve:[^}]*\}\}/g;
const PSEUDO_PARAMETERS: Readonly<Record<string, number>> = {
  'AWS::AccountId': 12,
  'AWS::Partition': 3,
  'AWS::Region': 9,
  'AWS::URLSuffix': 13,
};

interface Environment {
  readonly variables?: object;
}

/**
 * Has the synthesis say that a function's variables are too many or too long, which AWS would say in
 * the midst of a deploy. What only a deployment knows is counted as its shortest.
 * @param read the function's `environment`, once all of it is there
 */
export function limitEnvironment(scope: IConstruct, read: () => unknown): void {
  scope.node.addValidation({
    validate: () => {
      const { variables = {} } = Stack.of(scope).resolve(read() ?? {}) as Environment;
      const values = toTexts(variables);
      const bytes = count(values);
      if (bytes <= MOST_BYTES) return [];
      const largest = Object.entries(values)
        .map(([name, text]) => ({ name, size: count(text) }))
        .sort((one, other) => other.size - one.size)
        .slice(0, TOLD)
        .map(({ name, size }) => `${name} ${size}`);
      return [
        `The environment of a function may have ${MOST_BYTES} bytes, of all variables as JSON; got ` +
          `${bytes} (${largest.join(', ')}). Give fewer or shorter values.`,
      ];
    },
  });
}

function toTexts(variables: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, toText(value)]),
  );
}

/** Puts as many characters in the place of a reference as it has at least. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll(DYNAMIC, '-'.repeat(REFERENCE_LENGTH));
  const { 'Fn::Join': join, Ref: name } = value as {
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
    readonly Ref?: string;
  };
  if (join) return join[1].map(toText).join(join[0]);
  return '-'.repeat(PSEUDO_PARAMETERS[name ?? ''] ?? REFERENCE_LENGTH);
}

function count(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
