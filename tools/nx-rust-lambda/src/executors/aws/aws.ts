/** `nx run stack:aws -- sqs list-queues`: the user's own AWS CLI, against an environment. */
import type { ExecutorContext } from '@nx/devkit';
import { once } from 'node:events';
import { findProgram } from '../../../../setup/search-path.cjs';
import { localName } from '../../deploy/environment/environment';
import { startAttached } from '../../process/run';
import { describeError, UserError } from '../../user-error';
import { reachFromTask } from '../reach-from-task';
import { checkWords, cliCommand, endpointOf } from './cli-command';

export interface AwsOptions {
  readonly words: readonly string[];
}

export default async function awsExecutor(
  { words }: AwsOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    checkWords(words, context.configurationName ?? localName);
    const program = findProgram('aws', process.env['PATH']);
    if (program === undefined) {
      throw new UserError(
        'the AWS CLI (aws) was not found on PATH; install it as https://aws.amazon.com/cli says',
      );
    }
    const { clients } = await reachFromTask(context, endpointOf(words));
    const { target } = clients;
    const variables = process.env;
    const child = startAttached(
      cliCommand({ program, words, target, cwd: context.root, variables }),
    );
    const [code] = (await once(child, 'exit')) as [number | null];
    return { success: code === 0 };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}
