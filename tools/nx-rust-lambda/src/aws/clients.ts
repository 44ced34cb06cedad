/**
 * Knows how to reach AWS: endpoint, region, credentials; and what to tell a user who cannot. Only
 * this folder imports the SDK.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { explainError } from './explain-error';
import type { AwsTarget } from './target';

export interface AwsClients {
  readonly target: AwsTarget;
  readonly cloudformation: CloudFormationClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly sts: STSClient;
}

export function awsClients(target: AwsTarget): AwsClients {
  // The pinned SDK runs on Node 20; what later ones need is not this deploy's news.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const settings = clientSettings(target);
  return {
    target,
    cloudformation: new CloudFormationClient(settings),
    // A bucket as part of the host name needs DNS that an endpoint of one's own does not have.
    s3: new S3Client({ ...settings, forcePathStyle: target.endpoint !== undefined }),
    lambda: new LambdaClient(settings),
    sts: new STSClient(settings),
  };
}

/** What every client is made with; for a service that only one command needs. */
export function clientSettings(target: AwsTarget) {
  return {
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    ...(target.kind === 'local'
      ? { credentials: target.credentials, maxAttempts: 1 }
      : {
          // `standard` waits up to 0.5, 1, 2, … 20 s after a throttled call, whatever
          // AWS_RETRY_MODE says; `adaptive` would hold back the calls after it as well.
          retryMode: 'standard',
          maxAttempts: 10,
          // They would be another place than the account's, unasked (configured-endpoints.ts).
          ignoreConfiguredEndpointUrls: true,
          ...(target.profile ? { profile: target.profile } : {}),
        }),
  };
}

const pollGrowth = 1.25;
const longestPollMs = 5_000;

/**
 * Milliseconds until the next look, more with every `round` (from 0): a real endpoint, which is
 * one of https, throttles all who ask in an account together; the local one throttles nobody.
 */
export function pollMs({ target }: Pick<AwsClients, 'target'>, round = 0): number {
  if (target.endpoint?.startsWith('http://')) return 50;
  return Math.min(1_500 * pollGrowth ** round, longestPollMs);
}

/** Everything of a list that AWS gives page by page. */
export async function allPages<Page extends { readonly NextToken?: string | undefined }, Entry>(
  read: (token: string | undefined) => Promise<Page>,
  entriesOf: (page: Page) => readonly Entry[] | undefined,
  target: AwsTarget,
): Promise<Entry[]> {
  const found: Entry[] = [];
  let token: string | undefined;
  do {
    const page = await asUser(read(token), target);
    found.push(...(entriesOf(page) ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/** The account's id. @throws UserError if there are no credentials, or they are not accepted */
export async function accountId(clients: AwsClients): Promise<string> {
  const identity = await asUser(clients.sts.send(new GetCallerIdentityCommand({})), clients.target);
  return identity.Account ?? 'unknown';
}

/** Turns what the user can mend into a sentence, and passes everything else on. */
export async function asUser<T>(answer: Promise<T>, target: AwsTarget): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explainError(error, target);
  }
}
