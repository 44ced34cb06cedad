/**
 * From the name of an environment to clients that reach it: reads samconfig.toml, and has the local
 * AWS running where that is meant.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awsClients, type AwsClients } from '../aws/clients';
import { startDetached, type Run } from '../process/run';
import { ensureTool } from '../toolchain/tools';
import { UserError } from '../user-error';
import {
  findEnvironment,
  localName,
  parseEnvironments,
  samconfigFile,
  type Environment,
} from './environment';
import { startLocalAws } from './local-aws';

export interface ReachOptions {
  readonly root: string;
  /** Name of the environment; `local` without one. */
  readonly name: string | undefined;
  /** For an account environment: another endpoint than AWS's own. */
  readonly endpointUrl: string | undefined;
  readonly run: Run;
  readonly report: (line: string) => void;
}

export interface ReachedEnvironment {
  readonly environment: Environment;
  readonly clients: AwsClients;
}

/** @throws UserError for an unknown environment, or one that would silently be another than meant */
export async function reachEnvironment(options: ReachOptions): Promise<ReachedEnvironment> {
  const { root, name = localName, endpointUrl } = options;
  const environment = findEnvironment(await readEnvironments(root), name);
  const { region, profile } = environment;
  if (environment.kind === 'account') {
    if (endpointUrl === undefined) refuseEndpointVariables(name);
    const target = { kind: 'account', region, profile, endpoint: endpointUrl } as const;
    return { environment, clients: awsClients(target) };
  }
  if (endpointUrl !== undefined) {
    throw new UserError(
      `--endpointUrl=${endpointUrl} is for an account environment; '${localName}' has its own`,
    );
  }
  const python = async () => (await ensureTool('ministack', options)).python;
  const { url } = await startLocalAws({ ...options, python, startDetached });
  return { environment, clients: awsClients({ kind: 'local', region, endpoint: url }) };
}

export async function readEnvironments(root: string): Promise<ReadonlyMap<string, Environment>> {
  const text = await readFile(join(root, samconfigFile), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  return parseEnvironments(text);
}

function refuseEndpointVariables(name: string): void {
  const found = Object.entries(process.env).find(
    ([key, value]) => key.startsWith('AWS_ENDPOINT_URL') && value,
  );
  if (!found) return;
  throw new UserError(
    `${found[0]} is set to ${found[1]}, so '${name}' would not be the account it names; unset it, or say --endpointUrl=${found[1]} if that is meant`,
  );
}
