/** Lambda's GetFunctionUrlConfig, as plain data. */
import { GetFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { asUser, type AwsClients } from './clients';

/** @returns undefined if the function, or its alias, has no URL */
export async function functionUrl(
  clients: AwsClients,
  functionName: string,
  qualifier: string | undefined,
): Promise<string | undefined> {
  const command = new GetFunctionUrlConfigCommand({
    FunctionName: functionName,
    Qualifier: qualifier,
  });
  try {
    const { FunctionUrl } = await asUser(clients.lambda.send(command), clients.target);
    return FunctionUrl;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
