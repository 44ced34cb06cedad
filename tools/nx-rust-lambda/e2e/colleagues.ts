/** A local AWS, a stack of a few functions, and processes that deploy to it: for races and kills. */
import { createHash } from 'node:crypto';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { listChangeSets } from '../src/aws/change-sets';
import { awsClients, type AwsClients } from '../src/aws/clients';
import { deployedTemplate, physicalId } from '../src/aws/stacks';
import type { LocalCredentials } from '../src/aws/target';
import { zipBootstrap } from '../src/deploy/packaging/code-archive';
import { startLocalAws, stopLocalAws } from '../src/deploy/local-aws/local-aws';
import { run, startDetached } from '../src/process/run';
import { objectAt, parseTemplate } from '../src/sam/sam-template';
import { ensureTool } from '../src/toolchain/tools';
import type { WorkerOutcome, WorkerTask } from './deploy-worker';
import { repository } from './workspace';

export const stackName = 'colleagues';
/** Every function's memory in the templates of those who deploy it. */
export const ownMemory = 128;

/** Functions `F0Function` … with a log group each, and one table. */
export function templateOf(count: number, memory: (index: number) => number): string {
  const functions = Array.from({ length: count }, (_, index) => {
    const id = functionId(index);
    return `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: apps/f${index}
      Handler: bootstrap
      Runtime: provided.al2023
      MemorySize: ${memory(index)}
  ${id}LogGroup:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /aws/lambda/\${${id}}
      RetentionInDays: ${memory(index) === ownMemory ? 30 : 7}
`;
  });
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n${functions.join('')}`;
}

export function functionId(index: number): string {
  return `F${index}Function`;
}

/** Lambda's checksum of a function that runs this content. */
export function codeSha256(content: string): string {
  return zipBootstrap(Buffer.from(content), 'stored').sha256;
}

/** One colleague's process. */
export class Colleague {
  private child: ChildProcess | undefined;
  private started: Promise<ChildProcess> | undefined;

  /** @returns undefined if the process was killed meanwhile */
  async deploy(task: WorkerTask): Promise<WorkerOutcome | undefined> {
    const child = await this.start();
    return new Promise((resolve) => {
      const onMessage = (outcome: WorkerOutcome) => end(outcome);
      const onExit = () => end(undefined);
      const end = (outcome: WorkerOutcome | undefined) => {
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(outcome);
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send(task);
    });
  }

  /** As `kill -9`. */
  kill(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    this.started = undefined;
  }

  /** Once it has loaded all that a deploy needs. */
  start(): Promise<ChildProcess> {
    this.started ??= this.fork();
    return this.started;
  }

  private async fork(): Promise<ChildProcess> {
    const register = require.resolve('@swc-node/register', { paths: [repository] });
    const child = fork(join(__dirname, 'deploy-worker.ts'), {
      execArgv: ['-r', register],
      cwd: repository,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    await once(child, 'message');
    return child;
  }
}

export class SharedStack {
  private constructor(
    readonly folder: string,
    readonly endpoint: string,
    readonly credentials: LocalCredentials,
    readonly clients: AwsClients,
  ) {}

  /** Where deploys find it. */
  get place(): { endpoint: string; credentials: LocalCredentials } {
    return { endpoint: this.endpoint, credentials: this.credentials };
  }

  static async start(): Promise<SharedStack> {
    const folder = mkdtempSync(join(tmpdir(), 'colleagues-'));
    const report = () => {};
    const python = async () =>
      (await ensureTool('ministack', { root: repository, run, report })).python;
    const { url, credentials } = await startLocalAws({
      root: folder,
      python,
      startDetached,
      report,
    });
    const clients = awsClients({ kind: 'local', region: 'us-east-1', endpoint: url, credentials });
    return new SharedStack(folder, url, credentials, clients);
  }

  async stop(): Promise<void> {
    await stopLocalAws({ root: this.folder });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file with what a function is to run; never invoked here, so any bytes will do. */
  bootstrap(content: string): string {
    const file = join(this.folder, createHash('sha256').update(content).digest('hex'));
    writeFileSync(file, content);
    return file;
  }

  /** What Lambda itself says of a function, not only the template; undefined if it is not there. */
  async deployed(
    id: string,
    name = stackName,
  ): Promise<{ codeSha256: string; memory: number } | undefined> {
    const FunctionName = await physicalId(this.clients, name, id);
    if (FunctionName === undefined) return undefined;
    const answer = await this.clients.lambda.send(new GetFunctionCommand({ FunctionName }));
    const { CodeSha256 = '', MemorySize = 0 } = answer.Configuration ?? {};
    return { codeSha256: CodeSha256, memory: MemorySize };
  }

  async template(name = stackName) {
    return parseTemplate(await deployedTemplate(this.clients, name), 'deployed').data;
  }

  async resources(): Promise<string[]> {
    return Object.keys(objectAt(await this.template(), 'Resources'));
  }

  /** How many change sets could still be executed. */
  async openChangeSets(): Promise<number> {
    const listed = await listChangeSets(this.clients, stackName);
    return listed.filter(({ executionStatus }) => executionStatus === 'AVAILABLE').length;
  }

  async uploads(): Promise<string[]> {
    const listed = await this.clients.s3.send(
      new ListObjectsV2Command({ Bucket: 'nx-rust-lambda-artifacts' }),
    );
    return (listed.Contents ?? []).map(({ Key }) => Key ?? '');
  }
}
