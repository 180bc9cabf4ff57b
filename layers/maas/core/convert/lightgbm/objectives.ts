import { quote } from '../../quote.ts';
import { refuse } from '../faults/conversion-error.ts';
import type { AnswerKind, Link } from '../ensemble/booster.ts';

export interface Objective {
  readonly name: string;
  readonly answer: AnswerKind;
  readonly link: Link;
}

const IDENTITY: Link = { kind: 'identity' };
const EXP: Link = { kind: 'exp' };
const SIGMOID: Link = { kind: 'sigmoid', slope: 1 };
const NUMBERS = { answer: 'numbers', link: IDENTITY } as const;
const OF_EXP = { answer: 'numbers', link: EXP } as const;

/** Every objective of LightGBM that makes predictions of sums by a function of one row. */
export const OBJECTIVES: ReadonlyMap<string, Omit<Objective, 'name'>> = new Map<
  string,
  Omit<Objective, 'name'>
>([
  ['binary', { answer: 'classes', link: SIGMOID }],
  ['multiclass', { answer: 'classes', link: { kind: 'softmax' } }],
  ['multiclassova', { answer: 'classes', link: SIGMOID }],
  ['regression', NUMBERS],
  ['regression_l1', NUMBERS],
  ['huber', NUMBERS],
  ['fair', NUMBERS],
  ['quantile', NUMBERS],
  ['mape', NUMBERS],
  ['poisson', OF_EXP],
  ['gamma', OF_EXP],
  ['tweedie', OF_EXP],
  ['cross_entropy', { answer: 'numbers', link: SIGMOID }],
  ['cross_entropy_lambda', { answer: 'numbers', link: { kind: 'softplus' } }],
  ['lambdarank', NUMBERS],
  ['rank_xendcg', NUMBERS],
]);

/**
 * An objective as a file writes it, `binary sigmoid:1`; the sums themselves are answered where it
 * writes none, as LightGBM's own `predict` does.
 */
export function parseObjective(text: string | undefined): Objective {
  const [name = '', ...settings] = (text ?? '').trim().split(/\s+/);
  if (['', 'custom', 'none'].includes(name)) {
    return { name: name === '' ? 'none' : name, ...NUMBERS };
  }
  const objective = OBJECTIVES.get(name);
  if (!objective) {
    return refuse(
      `LightGBM's objective ${quote(text)} has no inverse link known here`,
      'convert it where it was trained with `maas-convert model.txt -o bundle/`',
    );
  }
  return { name, answer: objective.answer, link: withSettings(name, objective.link, settings) };
}

/** Classes by a sigmoid may have another slope, and a regression may have been of roots. */
function withSettings(name: string, link: Link, settings: readonly string[]): Link {
  if (name === 'regression' && settings.includes('sqrt')) return { kind: 'square' };
  const setting = settings.find((one) => one.startsWith('sigmoid:'));
  if (link.kind !== 'sigmoid' || name === 'cross_entropy' || setting === undefined) return link;
  const slope = Number(setting.slice('sigmoid:'.length));
  if (Number.isFinite(slope) && slope > 0) return { kind: 'sigmoid', slope };
  return refuse(`its objective has the setting ${quote(setting)}`, 'save the model again');
}
