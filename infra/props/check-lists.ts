import { Token } from 'aws-cdk-lib';
import type { ModelServiceProps } from './model-service-props.ts';
import { refuse } from './refuse.ts';

const LISTS = [
  'alarmEmails',
  'alarmHttpsEndpoints',
  'corsOrigins',
  'captureRedact',
  'countedCallers',
] as const satisfies readonly (keyof ModelServiceProps)[];

/**
 * A template has one entry for each of a list, so that how many there are is known before the
 * deploy: a parameter of the type `CommaDelimitedList` does not tell.
 * @throws Error
 */
export function checkLists(props: ModelServiceProps): void {
  for (const name of LISTS) {
    refuse(
      Token.isUnresolved(props[name]),
      `${name} must be a list whose length is known at synthesis; got one that the deploy brings, ` +
        'as a CommaDelimitedList does. Give its entries one by one; each may be a parameter.',
    );
  }
}
