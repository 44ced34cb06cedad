import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEnvironment, parseEnvironments } from '../../deploy/environment/environment';
import { UserError } from '../../user-error';
import environment from './environment';
import type { EnvironmentOptions } from './environment-section';

const own = readFileSync(join(__dirname, '../../../../../samconfig.toml'), 'utf8');

function treeWith(text: string | Buffer | undefined): Tree {
  const tree = createTreeWithEmptyWorkspace();
  if (text !== undefined) tree.write('samconfig.toml', text);
  return tree;
}

const text = (tree: Tree) => tree.read('samconfig.toml', 'utf8') ?? '';

const generated = (options: EnvironmentOptions, before: string | undefined = own) => {
  const tree = treeWith(before);
  environment(tree, options);
  return text(tree);
};

test('writes stack, region and account behind what is there', () => {
  const after = generated({ name: 'staging', region: 'eu-west-1', allowedAccount: '012345678901' });
  expect(after).toBe(`${own}
# \`npx nx run echo:deploy -c staging\`
[staging.global.parameters]
stack_name = "rust-functions-staging"
region = "eu-west-1"
allowed_account = "012345678901"

[staging.deploy.parameters]
capabilities = "CAPABILITY_IAM"
resolve_s3 = true
fail_on_empty_changeset = false
`);
});

test('region and capabilities are those of default, and no account is named', () => {
  const before =
    '[default.global.parameters]\nstack_name = "x"\nregion = "us-west-2"\n[default.deploy.parameters]\ncapabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]\n';
  expect(parseEnvironments(generated({ name: 'dev' }, before)).get('dev')).toMatchObject({
    stackName: 'x-dev',
    region: 'us-west-2',
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    allowedAccount: undefined,
  });
});

test('makes the file where there is none, with the version that SAM wants', () => {
  const tree = treeWith(undefined);
  environment(tree, { name: 'staging', stack: 'mine' });
  expect(text(tree)).toMatch(/^version = 0\.1\n\n# .*\n\[staging\.global\.parameters\]\n/);
});

test("keeps the user's edits when the next environment is added", () => {
  const edited = generated({ name: 'staging' }).replace('"us-east-1"', '"us-east-1" # mine');
  expect(generated({ name: 'qa' }, edited).startsWith(edited)).toBe(true);
});

test('whatever the file is, its bytes stay and its line ends are kept', () => {
  const line = fc.constantFrom(
    '# Kommentar: ä',
    '[a.global.parameters]',
    'stack_name = "a"',
    'region = """\nx"""',
    '',
    '  ',
    '[tool.global.parameters]',
    'x = [1,\n 2]',
  );
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(line),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (lines, eol, end) => {
        const before = lines.join(eol) + (end ? eol : '');
        const tree = treeWith(before);
        try {
          environment(tree, { name: 'staging' });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect(text(tree)).toBe(before);
          return;
        }
        accepted += 1;
        const after = text(tree);
        expect(after.startsWith(before)).toBe(true);
        expect(findEnvironment(parseEnvironments(after), 'staging').stackName).toMatch(/-staging$/);
        const added = after.slice(before.length);
        const crlf = /\r?\n/.exec(before)?.[0] === '\r\n';
        expect(added.replaceAll('\r\n', '').includes('\n')).toBe(!crlf);
      },
    ),
    { numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(20);
});

test('bytes that are no UTF-8 stay, too', () => {
  const before = Buffer.concat([Buffer.from('# '), Buffer.from([0xe4]), Buffer.from('\n')]);
  const tree = treeWith(before);
  environment(tree, { name: 'staging' });
  expect(tree.read('samconfig.toml')!.subarray(0, before.length)).toEqual(before);
});

test.each<[string, EnvironmentOptions, string | undefined, string]>([
  ['local', { name: 'local' }, own, "the environment 'local' is there already"],
  ['default', { name: 'default' }, own, "the environment 'default' is there already"],
  ['production', { name: 'production' }, own, 'samconfig.toml: has production already'],
  ["the file's version", { name: 'version' }, own, 'samconfig.toml: has version already'],
  ['a name with a dot', { name: 'eu.staging' }, own, 'the name "eu.staging" is not made of'],
  ['a name in capitals', { name: 'Staging' }, own, 'the name "Staging" is not made of'],
  ['an empty name', { name: '' }, own, 'the name "" is not made of'],
  ['no region', { name: 'staging', region: 'europe' }, own, '--region=europe is not a region'],
  ['no stack name', { name: 'staging', stack: 'a_b' }, own, "'a_b' cannot be a stack's name"],
  [
    'a long stack name',
    { name: 'x'.repeat(120) },
    own,
    "cannot be a stack's name: letters, digits and '-'",
  ],
  [
    'no account',
    { name: 'staging', allowedAccount: '1234567890' },
    own,
    "--allowedAccount=1234567890 is not an account's id, which has 12 digits",
  ],
  [
    "another environment's stack",
    { name: 'staging', stack: 'rust-functions-production' },
    own,
    "samconfig.toml: stack 'rust-functions-production' in us-east-1 is that of 'production'; choose another with --stack, or name the account",
  ],
  ['a broken file', { name: 'staging' }, 'a = = 1', 'samconfig.toml:1: is not valid TOML'],
])('refuses %s and changes nothing', (_case, options, before, sentence) => {
  const tree = treeWith(before);
  let error: unknown;
  try {
    environment(tree, options);
  } catch (reason) {
    error = reason;
  }
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toContain(sentence);
  // Nx would offer to show the stack.
  expect((error as UserError).stack).toBeUndefined();
  expect(text(tree)).toBe(before);
});

test('the same stack in another account is another stack', () => {
  const options = {
    name: 'staging',
    stack: 'rust-functions-production',
    allowedAccount: '123456789012',
  };
  expect(parseEnvironments(generated(options)).get('staging')).toMatchObject({
    stackName: 'rust-functions-production',
    allowedAccount: '123456789012',
  });
});

test('a second run is refused, as the first one stands', () => {
  const tree = treeWith(own);
  environment(tree, { name: 'staging' });
  const first = text(tree);
  expect(() => environment(tree, { name: 'staging' })).toThrow('has staging already');
  expect(text(tree)).toBe(first);
});
