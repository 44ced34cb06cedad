import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../process/run';
import { parseTemplate } from '../../sam/sam-template';
import { reachEnvironment, type ReachOptions } from './reach-environment';

const samconfig = `version = 0.1
[staging.global.parameters]
stack_name = "functions-staging"
region = "eu-west-1"
[staging.deploy.parameters]
parameter_overrides = "Stage=file Size=1"

[guarded.global.parameters]
stack_name = "functions"
allowed_account = "999999999999"

[profiled.global.parameters]
stack_name = "functions"
profile = "deployer"
`;
const credentials = `
[deployer]
aws_access_key_id = OFDEPLOYER
aws_secret_access_key = x
[other]
aws_access_key_id = OFOTHER
aws_secret_access_key = x
`;
const template = parseTemplate(
  'Parameters: { Stage: {}, Size: {}, Secret: { NoEcho: true } }\nResources: {}',
  'template.yml',
);
let root: string;
let server: Server;
let endpointUrl: string;
let asked: string[];
let askedBy: string | undefined;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'reach-environment-'));
  writeFileSync(join(root, 'samconfig.toml'), samconfig);
  writeFileSync(join(root, 'credentials'), credentials);
  writeFileSync(join(root, 'config'), '[default]\nendpoint_url = http://127.0.0.1:1\n');
  mkdirSync(join(root, 'apps', 'echo'), { recursive: true });
  writeFileSync(join(root, 'apps', 'echo', '.env.staging'), 'A=1\nAWS_CONFIG_FILE=tools/config\n');
  // An STS that knows one account.
  server = createServer((request, response) => {
    let body = '';
    askedBy = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1];
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(new URLSearchParams(body).get('Action') ?? '');
      response.setHeader('content-type', 'text/xml');
      response.end(
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  asked = [];
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) delete process.env[name];
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});
afterEach(clearVariables);

/** Those of the shell that runs this, too. */
function clearVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(?:AWS_|STACK_PARAMETER_)/.test(name)) delete process.env[name];
  }
}

const noPrograms: Run = () => Promise.reject(new Error('starts no program'));
const reach = (name: string, options: Partial<ReachOptions> = {}) =>
  reachEnvironment({ root, name, endpointUrl, run: noPrograms, report: () => {}, ...options });

test('an environment is reached with the id of its account', async () => {
  const { environment, account, clients } = await reach('staging');
  expect({ account, stack: environment.stackName }).toEqual({
    account: '123456789012',
    stack: 'functions-staging',
  });
  expect(clients.target).toMatchObject({ kind: 'account', region: 'eu-west-1' });
  expect(environment.parameters).toEqual({ Stage: 'file', Size: '1' });
  expect(asked).toEqual(['GetCallerIdentity']);
});

test('parameters of the command line and of variables are merged into those of the file', async () => {
  process.env['STACK_PARAMETER_Secret'] = 'hunter2';
  const { environment } = await reach('staging', {
    parameters: { commandLine: ['Size=2'], template },
  });
  expect(environment.parameters).toEqual({ Stage: 'file', Size: '2', Secret: 'hunter2' });
});

test.each([
  ['the profile of samconfig.toml, whatever the shell has', 'profiled', 'other', 'OFDEPLOYER'],
  ["the shell's profile, where samconfig.toml has none", 'staging', 'other', 'OFOTHER'],
  ["the shell's keys, where neither names a profile", 'staging', undefined, 'test'],
])('credentials are those of %s', async (_case, name, profile, key) => {
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(root, 'credentials');
  process.env['AWS_CONFIG_FILE'] = join(root, 'no-such-file');
  if (profile !== undefined) {
    process.env['AWS_PROFILE'] = profile;
    delete process.env['AWS_ACCESS_KEY_ID'];
  }
  await reach(name);
  expect(askedBy).toBe(key);
});

test('another account is refused, and nothing but its id was asked for', async () => {
  await expect(reach('guarded')).rejects.toThrow(
    "environment 'guarded' allows account 999999999999, and these credentials are of 123456789012",
  );
  expect(asked).toEqual(['GetCallerIdentity']);
});

test.each<[string, string, Partial<ReachOptions>, Record<string, string>, string]>([
  [
    'an unknown environment',
    'stagng',
    {},
    {},
    'it knows default, local, staging, guarded, profiled',
  ],
  [
    'an endpoint of the shell',
    'staging',
    { endpointUrl: undefined },
    { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
    "AWS_ENDPOINT_URL_S3 is set to http://127.0.0.1:1, so 'staging' would not be the account it names",
  ],
  [
    "an endpoint of AWS's config file",
    'staging',
    { endpointUrl: undefined },
    { AWS_CONFIG_FILE: 'config' },
    "endpoint_url (profile 'default' of config) is set to http://127.0.0.1:1, so 'staging' would not be the account it names; unset it, or say --endpointUrl=http://127.0.0.1:1",
  ],
  [
    'a dotenv file of a project, even with an endpoint that is meant',
    'staging',
    { projectRoots: ['apps/echo'] },
    {},
    "apps/echo/.env.staging:2: sets AWS_CONFIG_FILE, and Nx loads this file; a file of the workspace must not decide where or with what 'staging' is deployed",
  ],
  ['an endpoint for the local AWS', 'local', {}, {}, "'local' has its own"],
  [
    'an unknown parameter',
    'staging',
    { parameters: { commandLine: 'Stge=x', template } },
    {},
    "template.yml: has no parameter 'Stge'",
  ],
  [
    'a secret on the command line',
    'staging',
    { parameters: { commandLine: 'Secret=x', template } },
    {},
    'set the variable STACK_PARAMETER_Secret instead',
  ],
])('%s stops before anything is asked for', async (_case, name, options, environment, sentence) => {
  Object.assign(process.env, environment);
  const here = process.cwd();
  // Where a relative AWS_CONFIG_FILE lies.
  process.chdir(root);
  await expect(reach(name, options)).rejects.toThrow(sentence);
  process.chdir(here);
  expect(asked).toEqual([]);
});
