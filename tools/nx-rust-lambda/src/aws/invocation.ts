/** Lambda's Invoke, as plain data. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { asUser, type AwsClients } from './clients';

export interface Invocation {
  /** What the function answered; an error object if `failed`. */
  readonly payload: string;
  /** Lambda's kind of error (`Unhandled`, …) where the function failed. */
  readonly failed: string | undefined;
  /** The last 4 KB of the log, Lambda's limit for an answer with a log tail. */
  readonly log: string;
  readonly requestId: string | undefined;
}

/** @returns undefined if there is no such function */
export async function invoke(
  clients: AwsClients,
  functionName: string,
  payload: string,
): Promise<Invocation | undefined> {
  const command = new InvokeCommand({
    FunctionName: functionName,
    LogType: 'Tail',
    Payload: Buffer.from(payload, 'utf8'),
  });
  try {
    const answer = await asUser(clients.lambda.send(command), clients.target);
    return {
      payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
      failed: answer.FunctionError,
      log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
      requestId: answer.$metadata.requestId,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
