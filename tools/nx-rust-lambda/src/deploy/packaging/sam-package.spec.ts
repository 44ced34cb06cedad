import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Run } from '../../process/run';
import type { JsonObject } from '../../sam/sam-template';
import { findEnvironment, parseEnvironments } from '../environment/environment';
import { packageWithSam } from './sam-package';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sam-package-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const fn = (codeUri: string, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: { CodeUri: codeUri },
  ...more,
});

async function packaged(template: JsonObject, ended = 0, settings = '') {
  const commands: Command[] = [];
  const reported: string[] = [];
  // As sam does: every resource is marked, every local path becomes an object in S3.
  const run: Run = async (command) => {
    commands.push(command);
    const { args } = command;
    const after = (option: string) => args[args.indexOf(option) + 1] ?? '';
    if (args[0] === 'package' && ended === 0) {
      const text = readFileSync(join(root, 'template.json'), 'utf8');
      const { Resources: resources } = JSON.parse(text) as { Resources: Record<string, object> };
      for (const [id, resource] of Object.entries(resources)) {
        const { Metadata: metadata = {} } = resource as { Metadata?: object };
        resources[id] = { ...resource, Metadata: { SamResourceId: id, ...metadata } };
      }
      const marked = JSON.stringify({ Resources: resources }).replaceAll(
        /"CodeUri":"\/[^"]*"/g,
        '"CodeUri":"s3://b/new"',
      );
      writeFileSync(after('--output-template-file'), marked);
    }
    return { type: 'exited', code: ended, stdout: '', stderr: 'sam says no\n' };
  };
  const text = `[default.global.parameters]\nstack_name="s"\n[p.deploy.parameters]\nstack_name="s"\n${settings}`;
  const environment = findEnvironment(parseEnvironments(text), 'p');
  const result = await packageWithSam(
    {
      root,
      environment,
      target: { kind: 'account', region: 'x', profile: undefined, endpoint: undefined },
      bucket: environment.s3Bucket,
      run,
      sam: async () => 'sam',
      report: (line) => reported.push(line),
    },
    { Resources: template },
    root,
  ).catch((error: Error) => error.message);
  const lines = commands.map(({ args }) => args.join(' '));
  return { result, reported, lines, commands };
}

test('what is to be built is built first, and the result is packaged', async () => {
  const { lines } = await packaged({ Node: fn('apps/node') });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^build --template-file \S+template\.json --build-dir \S+build /);
  expect(lines[1]).toMatch(/^package --template-file \S+build\/template\.yaml .* --resolve-s3$/);
});

test('archives are packaged as they are', async () => {
  const { lines } = await packaged({ Echo: fn('/w/echo.zip') });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^package --template-file \S+\/template\.json /);
});

test("the environment's settings reach sam, and so do those of sam build", async () => {
  writeFileSync(join(root, 'samconfig.toml'), '');
  const { lines } = await packaged(
    { Node: fn('apps/node') },
    0,
    's3_bucket="b"\ns3_prefix="pre"\nkms_key_id="k"\nprofile="me"\nimage_repository="r"',
  );
  expect(lines[0]).toMatch(/--config-file \S+samconfig\.toml --config-env p$/);
  expect(lines[1]).toMatch(
    / --s3-bucket b --s3-prefix pre --kms-key-id k --image-repository r --profile me$/,
  );
});

test('what sam had nothing to do for is as it was, and new marks go', async () => {
  const pinned = fn('s3://other/pinned', { Metadata: { Owner: 'me' } });
  const marked = { Metadata: { SamResourceId: 'old' } };
  const { result } = await packaged({
    Auth: pinned,
    Node: fn('apps/node'),
    Was: fn('apps/was', marked),
  });
  expect(result).toEqual({
    Resources: {
      Auth: pinned,
      Node: fn('s3://b/new'),
      Was: { ...fn('s3://b/new'), ...marked },
    },
  });
});

test.each([
  ['build', { Node: fn('apps/node') }],
  ['package', { Echo: fn('/w/echo.zip') }],
])('a failing sam %s is shown in its own words', async (command, resources) => {
  const { result, reported } = await packaged(resources, 1);
  expect(result).toBe(`sam ${command} ended with 1; what it said stands above`);
  expect(reported.at(-1)).toBe('sam says no');
});
