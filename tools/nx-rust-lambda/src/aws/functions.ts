/** Lambda's functions, as plain data. */
import {
  GetFunctionConfigurationCommand,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import { asUser, type AwsClients } from './clients';

export type { FunctionConfiguration };

/** @returns undefined if there is no such function */
export async function functionConfiguration(
  clients: AwsClients,
  functionName: string,
): Promise<FunctionConfiguration | undefined> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  try {
    return await asUser(clients.lambda.send(command), clients.target);
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
