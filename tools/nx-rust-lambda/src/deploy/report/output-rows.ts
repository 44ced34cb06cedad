/** Knows how a person reads a stack's outputs. */
import type { AwsClients } from '../../aws/clients';
import type { Stack } from '../../aws/stacks';
import type { Environment } from '../environment/environment';
import { localUrl } from '../local-aws/local-urls';

/** Key and value of each output, by key, with URLs as they work where the stack is. */
export function outputRows(
  { outputs }: Pick<Stack, 'outputs'>,
  { kind }: Pick<Environment, 'kind'>,
  { target }: Pick<AwsClients, 'target'>,
): [string, string][] {
  const endpoint = kind === 'local' ? target.endpoint : undefined;
  return [...outputs]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, value }) => [key, endpoint ? localUrl(value, endpoint) : value]);
}
