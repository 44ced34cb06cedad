/** Invokes a function where it is deployed. */
import type { ExecutorContext } from '@nx/devkit';
import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { invoke } from '../../aws/invocation';
import type { Json } from '../../sam/sam-template';
import { describeError, UserError } from '../../user-error';
import type { FunctionProject } from '../deploy/function-projects';
import { findFunction, functionProject } from '../deployed-function';
import { chooseFunction, formatResponse, payloadText } from './invocation-text';

export interface InvokeOptions {
  /** As Nx parses it from the command line. */
  readonly payload?: Json;
  readonly event?: string;
  readonly out?: string;
  readonly function?: string;
  readonly endpointUrl?: string;
}

export default async function invokeExecutor(
  options: InvokeOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    return { success: await invokeFunction(options, context) };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

async function invokeFunction(options: InvokeOptions, context: ExecutorContext): Promise<boolean> {
  const { root } = context;
  const project = functionProject(context);
  const logicalId = chooseFunction(project, options.function);
  const payload = await readPayload(root, project, options);
  const { clients, name, missing } = await findFunction(logicalId, options.endpointUrl, context);
  const answer = name === undefined ? undefined : await invoke(clients, name, payload);
  if (!answer) throw await missing();
  const response = formatResponse(answer.payload);
  if (options.out) await writeFile(absolute(root, options.out), response);
  process.stdout.write(response);
  if (answer.log) process.stderr.write(answer.log.replace(/\n*$/, '\n'));
  if (!answer.failed) return true;
  console.error(describeFailure(logicalId, answer.failed, answer.payload));
  return false;
}

async function readPayload(
  root: string,
  project: FunctionProject,
  { payload, event }: InvokeOptions,
): Promise<string> {
  if (payload !== undefined && event !== undefined) {
    throw new UserError('--payload and --event are both given; give one of them');
  }
  if (payload !== undefined) return payloadText(payload, '--payload');
  const file = event ?? join(project.root, 'events', 'default.json');
  const text = await readFile(absolute(root, file), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new UserError(`there is no event; make the file, or give --payload '{"key":"value"}'`, {
        file,
      });
    },
  );
  return payloadText(text, file);
}

function describeFailure(logicalId: string, kind: string, payload: string): string {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as Record<string, string>;
    return `${logicalId} failed: ${errorType ?? kind}: ${errorMessage ?? '(no message)'}`;
  } catch {
    // What is not JSON was not answered by the runtime: the process died.
    return `${logicalId} failed: ${kind}: ${payload}`;
  }
}

function absolute(root: string, file: string): string {
  return isAbsolute(file) ? file : join(root, file);
}
