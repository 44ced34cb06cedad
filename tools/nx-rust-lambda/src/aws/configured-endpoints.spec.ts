import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsClients, type AwsClients } from './clients';
import { configuredEndpoint } from './configured-endpoints';

let folder: string;
const before = { ...process.env };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'endpoints-'));
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) delete process.env[name];
  }
  process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.env = { ...before };
});

type Endpoint = { readonly url: URL };
/** Where a client sends a request, as it works that out itself. */
async function hostOf(client: { config: unknown }, command: unknown, input = {}): Promise<string> {
  const resolve = getEndpointFromInstructions as unknown as (...of: unknown[]) => Promise<Endpoint>;
  return (await resolve(input, command, { ...(client.config as object) })).url.host;
}
const hosts = ({ cloudformation, s3, lambda, sts }: AwsClients) =>
  Promise.all([
    hostOf(cloudformation, DescribeStacksCommand),
    hostOf(s3, HeadBucketCommand, { Bucket: 'bucket' }),
    hostOf(lambda, GetFunctionConfigurationCommand),
    hostOf(sts, GetCallerIdentityCommand),
  ]);
const own = [
  'cloudformation.eu-central-1.amazonaws.com',
  'bucket.s3.eu-central-1.amazonaws.com',
  'lambda.eu-central-1.amazonaws.com',
  'sts.eu-central-1.amazonaws.com',
];
const account = (endpoint?: string) =>
  awsClients({ kind: 'account', region: 'eu-central-1', profile: undefined, endpoint });

const url = 'http://127.0.0.1:9';

interface Case {
  readonly variables?: Record<string, string>;
  readonly config?: string;
  readonly credentials?: string;
  /** Of the environment. */
  readonly profile?: string;
  /** Whether the SDK's own clients go there; S3's and STS's stand for all. */
  readonly sdk: boolean;
}

function given({ variables = {}, config = '', credentials = '' }: Case): void {
  writeFileSync(join(folder, 'config'), config);
  writeFileSync(join(folder, 'credentials'), credentials);
  Object.assign(process.env, variables);
}

async function sdkHosts(): Promise<string[]> {
  const region = 'eu-central-1';
  return Promise.all([
    hostOf(new S3Client({ region }), HeadBucketCommand, { Bucket: 'bucket' }),
    hostOf(new STSClient({ region }), GetCallerIdentityCommand),
  ]);
}

test.each<[string, Case, RegExp]>([
  ['a variable', { variables: { AWS_ENDPOINT_URL: url }, sdk: true }, /^AWS_ENDPOINT_URL$/],
  ['one for S3', { variables: { AWS_ENDPOINT_URL_S3: url }, sdk: true }, /^AWS_ENDPOINT_URL_S3$/],
  [
    'one for STS',
    { variables: { AWS_ENDPOINT_URL_STS: url }, sdk: true },
    /^AWS_ENDPOINT_URL_STS$/,
  ],
  [
    'the config file',
    { config: `[default]\nendpoint_url = ${url}\n`, sdk: true },
    /^endpoint_url \(profile 'default' of .*config\)$/,
  ],
  [
    'a profile of the config file',
    {
      config: `[profile dev]\nendpoint_url = ${url}\n`,
      variables: { AWS_PROFILE: 'dev' },
      sdk: true,
    },
    /^endpoint_url \(profile 'dev' of/,
  ],
  [
    'services of the config file',
    {
      config: `[default]\nservices = mine\n[services mine]\ns3 =\n  endpoint_url = ${url}\n`,
      sdk: true,
    },
    /^s3\.endpoint_url of services mine \(profile 'default' of/,
  ],
  [
    'services that give credentials',
    {
      config: `[default]\nservices = mine\n[services mine]\nsso_oidc =\n  endpoint_url = ${url}\n`,
      sdk: false,
    },
    /^sso_oidc\.endpoint_url of services mine/,
  ],
  [
    'the credentials file',
    { credentials: `[default]\nendpoint_url = ${url}\n`, sdk: true },
    /^endpoint_url/,
  ],
  [
    // SAM is given the profile, and would follow it.
    "the environment's profile, which is not the shell's",
    { config: `[profile prod]\nendpoint_url = ${url}\n`, profile: 'prod', sdk: false },
    /^endpoint_url \(profile 'prod' of/,
  ],
])('%s is found, and not followed', async (_, set, setBy) => {
  given(set);
  expect((await sdkHosts()).includes('127.0.0.1:9')).toBe(set.sdk);
  expect(await configuredEndpoint(set.profile)).toEqual({
    url,
    setBy: expect.stringMatching(setBy),
  });
  expect(await hosts(account())).toEqual(own);
  expect(new Set(await hosts(account('http://127.0.0.1:8')))).toEqual(new Set(['127.0.0.1:8']));
});

test.each<[string, Case]>([
  ['nothing', { sdk: false }],
  ['another profile', { config: `[profile dev]\nendpoint_url = ${url}\n`, sdk: false }],
  [
    'a service that no deploy calls',
    {
      config: `[default]\nservices = mine\n[services mine]\ndynamodb =\n  endpoint_url = ${url}\n`,
      sdk: false,
    },
  ],
  [
    'what is to be ignored',
    {
      config: `[default]\nendpoint_url = ${url}\nignore_configured_endpoint_urls = true\n`,
      sdk: false,
    },
  ],
  [
    'what a variable has ignored',
    {
      variables: { AWS_ENDPOINT_URL: url, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      sdk: false,
    },
  ],
])('%s sends nothing elsewhere', async (_, set) => {
  given(set);
  expect((await sdkHosts()).includes('127.0.0.1:9')).toBe(set.sdk);
  expect(await configuredEndpoint(set.profile)).toBeUndefined();
});
