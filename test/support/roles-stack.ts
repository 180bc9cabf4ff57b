import { type Resource, synthesise } from '../infra/synthesise.ts';

export const stack = synthesise();

/** `<action> <resource>` for each, with the condition on prefixes where there is one. */
export function listPermissions({ Properties }: Resource): string[] {
  return Properties.PolicyDocument.Statement.flatMap(
    (statement: {
      Effect: string;
      Action: string | string[];
      Resource: unknown;
      Condition?: unknown;
    }) => {
      if (statement.Effect === 'Deny') return [];
      return [statement.Action]
        .flat()
        .flatMap((action) =>
          (Array.isArray(statement.Resource) ? statement.Resource : [statement.Resource]).map(
            (resource) =>
              `${action} ${render(resource)}${statement.Condition ? ` if ${JSON.stringify(statement.Condition)}` : ''}`,
          ),
        );
    },
  ).sort();
}

/** A reference by the name of what it refers to. */
function render(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    'Fn::Join': join,
    'Fn::GetAtt': attribute,
    Ref: reference,
  } = value as {
    'Fn::Join'?: [string, unknown[]];
    'Fn::GetAtt'?: [string, string];
    Ref?: string;
  };
  if (reference?.startsWith('AWS::')) return '';
  if (reference) return toName(reference);
  if (join) return join[1].map(render).join(join[0]);
  if (attribute) return toName(attribute[0]);
  throw new Error(`unknown reference ${JSON.stringify(value)}`);
}

const toName = (id: string): string => id.replace(/^Models/, '').replace(/[0-9A-F]{8}$/, '');
