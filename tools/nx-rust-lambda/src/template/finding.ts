/** What is wrong with a template, and where. */
import { formatPlace, type Place } from '../user-error';

export interface Finding {
  /** An error is what AWS, or SAM on the way there, would refuse. */
  readonly level: 'error' | 'warning' | 'informational';
  readonly place: Place;
  readonly message: string;
  /** The checker and its rule: `cfn-lint E3002`. */
  readonly rule: string;
}

export function formatFinding({ level, place, message, rule }: Finding): string {
  return `${formatPlace(place)}: ${level}: ${message} (${rule})`;
}
