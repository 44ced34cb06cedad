/**
 * Whether Lambda runs what was sent. Lambda reads the archive later than it is uploaded, and from a bucket
 * that others may write to.
 */
import { pollMs, type AwsClients } from '../aws/clients';
import { functionConfiguration } from '../aws/functions';
import { stackResources } from '../aws/stack-resources';
import { describeStack, type Stack } from '../aws/stacks';
import { UserError } from '../user-error';
import type { DeployRequest } from './deploy-request';
import { pause } from './pause';
import { sideBySide } from './side-by-side';

/** Logical id -> SHA-256 in base64 of the archive that a function has to run. */
export type ExpectedCode = Readonly<Record<string, string>>;

/** How often, after the first time, before code counts as another. */
const maximumLooks = 5;
const shortestPauseMs = 200;

type CodeCheck = Pick<DeployRequest, 'clients' | 'signal'>;

/**
 * Functions that run something else than their stack says: their code was changed past CloudFormation, or in
 * the bucket. CloudFormation sees no change there.
 *
 * @throws UserError if that cannot be found out
 */
export async function changedBehind(
  clients: AwsClients,
  stackName: string,
  expected: ExpectedCode,
): Promise<readonly string[]> {
  if (Object.keys(expected).length === 0) return [];
  const running = await runningCode(clients, stackName, Object.keys(expected));
  return Object.entries(expected).flatMap(([id, sha256]) => {
    const found = running.get(id);
    return found === undefined || found === sha256 ? [] : [id];
  });
}

/**
 * @param stack as this deploy has left it
 * @throws UserError if a function runs something else, or that cannot be found out
 */
export async function refuseOtherCode(
  check: CodeCheck,
  stack: Stack,
  expected: ExpectedCode,
): Promise<void> {
  const { clients, signal } = check;
  if (Object.keys(expected).length === 0) return;
  const other = async () => {
    try {
      return wrongCode(await runningCode(clients, stack.name, Object.keys(expected)), expected);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(
        `stack ${stack.name} was updated, but whether its functions run what was sent cannot be found out: ${error.message}`,
      );
    }
  };
  let wrong = await other();
  // What was just made may not be told everywhere at once.
  for (let round = 0; round < maximumLooks && wrong.length > 0; round++) {
    if (signal?.aborted) break;
    await pause(Math.max(pollMs(clients, round), shortestPauseMs), signal);
    wrong = await other();
  }
  if (wrong.length === 0) return;
  // Somebody else's deploy may have followed.
  const now = await describeStack(clients, stack.name);
  if (now?.id !== stack.id || now.version !== stack.version || now.status !== stack.status) return;
  throw new UserError(
    `stack ${stack.name} was updated, but ${wrong.join(', and ')}; somebody else wrote to the bucket or to Lambda meanwhile: find out who, and deploy again`,
  );
}

function wrongCode(running: ReadonlyMap<string, string>, expected: ExpectedCode): string[] {
  return Object.entries(expected).flatMap(([id, sha256]) => {
    const found = running.get(id);
    if (found === sha256) return [];
    return found === undefined
      ? [`there is no function ${id} in it`]
      : [`${id} runs code with the checksum ${found} where ${sha256} was sent`];
  });
}

/** Logical id -> CodeSha256, for those that are there. */
async function runningCode(
  clients: AwsClients,
  stackName: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const resources = await stackResources(clients, stackName);
  const names = new Map(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const found = new Map<string, string>();
  await sideBySide(ids, async (id) => {
    const name = names.get(id);
    const sha256 = name ? (await functionConfiguration(clients, name))?.CodeSha256 : undefined;
    if (sha256 !== undefined) found.set(id, sha256);
  });
  return found;
}
