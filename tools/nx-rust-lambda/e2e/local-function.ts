/** A server of its own in a folder of its own, and a function that is there in a second. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { startLocalAws, stopLocalAws } from '../src/deploy/local-aws/local-aws';
import { zipBootstrap } from '../src/deploy/packaging/code-archive';
import { run, startDetached } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { localServerOf, type LocalServer } from './local-server';
import { repository } from './workspace';

const report = () => {};
export const role = 'arn:aws:iam::000000000000:role/any';

/** As a user's: nothing but `{}` is given to its SDK. */
const bootstrap = `#!${process.execPath}
const { STSClient, GetCallerIdentityCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-sts'))});
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
(async () => {
  for (;;) {
    const next = await fetch(api + 'next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    const body = JSON.stringify({ account: Account, pid: process.pid });
    await fetch(api + id + '/response', { method: 'POST', body });
  }
})();
`;

export interface Answered {
  /** What STS says in the function. */
  readonly account: string;
  readonly pid: number;
}

export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'local-aws-')));
}

export async function startIn(root: string): Promise<LocalServer> {
  await startLocalAws({ root, python: ministackPython, startDetached, report });
  return localServerOf(root);
}

export async function ministackPython(): Promise<string> {
  return (await ensureTool('ministack', { root: repository, run, report })).python;
}

export async function stopAndRemove(root: string): Promise<void> {
  await stopLocalAws({ root });
  rmSync(root, { recursive: true, force: true });
}

export function lambdaOf({ endpoint, credentials }: LocalServer): LambdaClient {
  return new LambdaClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
}

/** Returns the path of its URL. */
export async function createFunction(server: LocalServer, name: string): Promise<string> {
  const lambda = lambdaOf(server);
  const ZipFile = zipBootstrap(Buffer.from(bootstrap), 'stored').bytes;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'provided.al2023',
      Handler: 'bootstrap',
      Role: role,
      Code: { ZipFile },
      Timeout: 30,
    }),
  );
  const { FunctionUrl = '' } = await lambda.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName: name,
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['*'], AllowMethods: ['*'], AllowHeaders: ['content-type'] },
    }),
  );
  const open = { FunctionName: name, StatementId: 'all', Principal: '*' };
  await lambda.send(
    new AddPermissionCommand({
      ...open,
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: 'NONE',
    }),
  );
  return `/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}/`;
}

export async function invoke(server: LocalServer, name: string): Promise<Answered> {
  const { Payload } = await lambdaOf(server).send(new InvokeCommand({ FunctionName: name }));
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as Answered;
}
