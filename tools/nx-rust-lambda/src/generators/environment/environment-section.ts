/** samconfig.toml as text -> the same text with one more environment behind it. Pure. */
import { isDeepStrictEqual } from 'node:util';
import {
  defaultBasics,
  isAccountId,
  localName,
  parseEnvironments,
  samconfigFile,
  type Basics,
  type Environment,
} from '../../deploy/environment/environment';
import { parseToml } from '../../toml';
import { UserError } from '../../user-error';

export interface EnvironmentOptions {
  readonly name: string;
  readonly region?: string;
  readonly stack?: string;
  readonly allowedAccount?: string;
}

/**
 * What to put behind the text, or to make the file of.
 *
 * @throws UserError for an option that is none, and for an environment that exists
 */
export function environmentSection(text: string | undefined, options: EnvironmentOptions): string {
  const { name } = options;
  refuseName(name);
  const existing = parseEnvironments(text);
  // Every key counts: `version` is one, and a broken section is one as well.
  if (existing.has(name) || name in parseToml(text ?? '', samconfigFile)) {
    throw new UserError(`has ${name} already; change it there, or choose another name`, {
      file: samconfigFile,
    });
  }
  const wanted = wantedEnvironment(options, defaultBasics(text));
  refuseSharedStack(
    wanted,
    [...existing.values()].flatMap((one) => (one instanceof UserError ? [] : [one])),
  );
  const eol = /\r?\n/.exec(text ?? '')?.[0] ?? '\n';
  const start = text === undefined || text === '' ? `version = 0.1${eol}` : missingEnd(text, eol);
  const added = start + [...linesOf(wanted)].map((line) => line + eol).join('');
  const found = parseEnvironments((text ?? '') + added);
  const expected = new Map([...existing, [name, wanted]]);
  if (!isDeepStrictEqual(found, expected)) {
    throw new UserError(
      `cannot be added to at its end, where it would then say something else; write [${name}.global.parameters] yourself`,
      { file: samconfigFile },
    );
  }
  return added;
}

function missingEnd(text: string, eol: string): string {
  return text.endsWith('\n') ? '' : eol;
}

function* linesOf(environment: Environment): Generator<string> {
  const { name, stackName, region, allowedAccount, capabilities } = environment;
  yield '';
  yield `# \`npx nx run echo:deploy -c ${name}\``;
  yield `[${name}.global.parameters]`;
  yield `stack_name = "${stackName}"`;
  yield `region = "${region}"`;
  if (allowedAccount !== undefined) yield `allowed_account = "${allowedAccount}"`;
  yield '';
  yield `[${name}.deploy.parameters]`;
  yield `capabilities = "${capabilities.join(' ')}"`;
  yield 'resolve_s3 = true';
  yield 'fail_on_empty_changeset = false';
}

function wantedEnvironment(options: EnvironmentOptions, base: Basics): Environment {
  const { name, region = base.region, stack = `${base.stackName}-${name}` } = options;
  const { allowedAccount } = options;
  // AWS::Region, and the names of the SDK's endpoints: us-east-1, us-gov-west-1, ap-southeast-2.
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new UserError(`--region=${region} is not a region such as eu-west-1`);
  }
  // CloudFormation, CreateStack: StackName.
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stack)) {
    throw new UserError(
      `'${stack}' cannot be a stack's name: letters, digits and '-', a letter first, at most 128; choose one with --stack`,
    );
  }
  if (allowedAccount !== undefined && !isAccountId(allowedAccount)) {
    throw new UserError(
      `--allowedAccount=${allowedAccount} is not an account's id, which has 12 digits`,
    );
  }
  return {
    name,
    kind: 'account',
    stackName: stack,
    region,
    parameters: {},
    tags: {},
    capabilities: base.capabilities.length > 0 ? base.capabilities : ['CAPABILITY_IAM'],
    roleArn: undefined,
    notificationArns: undefined,
    s3Bucket: undefined,
    s3Prefix: undefined,
    kmsKeyId: undefined,
    imageRepository: undefined,
    imageRepositories: [],
    resolveImageRepos: false,
    resolveS3: true,
    profile: undefined,
    allowedAccount,
    bucketOwner: undefined,
    execution: 'always',
    failOnEmptyChangeSet: false,
    disableRollback: false,
    deleteOnFailure: false,
    express: false,
    warnings: [],
  };
}

function refuseName(name: string): void {
  if (name === localName || name === 'default') {
    throw new UserError(`the environment '${name}' is there already; choose another name`);
  }
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new UserError(
      `the name ${JSON.stringify(name)} is not made of lower-case letters, digits and '-', a letter first; choose one such as staging`,
    );
  }
}

/** Two environments would overwrite each other's deploys, unless they are known to be two accounts. */
function refuseSharedStack(wanted: Environment, existing: readonly Environment[]): void {
  const other = existing.find(
    ({ kind, stackName, region, allowedAccount }) =>
      kind === 'account' &&
      stackName === wanted.stackName &&
      region === wanted.region &&
      (allowedAccount === wanted.allowedAccount || wanted.allowedAccount === undefined),
  );
  if (!other) return;
  throw new UserError(
    `stack '${wanted.stackName}' in ${wanted.region} is that of '${other.name}'; choose another with --stack, or name the account with --allowedAccount if it is another one`,
    { file: samconfigFile },
  );
}
