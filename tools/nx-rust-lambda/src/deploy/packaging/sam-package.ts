/** What SAM builds and uploads: code in other languages, layers, definitions, nested stacks, images. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsTarget } from '../../aws/target';
import type { Run } from '../../process/run';
import { toJsonText } from '../../sam/json';
import { isObject, objectAt, parseTemplateData, type JsonObject } from '../../sam/sam-template';
import { UserError } from '../../user-error';
import { samconfigFile, type Environment } from '../environment/environment';
import { isLoopKey } from '../../sam/for-each';
import { isLocal, needsBuild, stagedTemplate } from '../../sam/local-paths';

export interface SamContext {
  readonly root: string;
  readonly environment: Environment;
  readonly target: AwsTarget;
  /** SAM's own, made on first use, without one. */
  readonly bucket: string | undefined;
  readonly run: Run;
  /** The SAM CLI; asked for only when it is needed. */
  readonly sam: () => Promise<string>;
  readonly report: (line: string) => void;
}

/** @throws UserError if sam fails; its own words have been reported */
export async function packageWithSam(
  context: SamContext,
  template: JsonObject,
  folder: string,
): Promise<JsonObject> {
  const { root, environment, report } = context;
  const staged = stagedTemplate(template, root);
  const input = join(folder, 'template.json');
  await writeFile(input, toJsonText(staged));
  const mustBuild = needsBuild(staged);
  const hasLoops = Object.keys(objectAt(staged, 'Resources')).some(isLoopKey);
  if (mustBuild) {
    report('building with sam what has no project of its own');
    const config = join(root, samconfigFile);
    await runSam(
      context,
      folder,
      'build',
      [
        '--template-file',
        input,
        '--build-dir',
        join(folder, 'build'),
        '--cache-dir',
        join(folder, 'cache'),
        '--region',
        environment.region,
        // What a user has set for `sam build` (containers, parallel builds) holds here, too.
        ...(existsSync(config)
          ? ['--config-file', config, '--config-env', environment.name]
          : ['--no-cached']),
      ],
      hasLoops,
    );
  }
  const output = join(folder, 'packaged.json');
  await runSam(
    context,
    folder,
    'package',
    [
      '--template-file',
      mustBuild ? join(folder, 'build', 'template.yaml') : input,
      '--output-template-file',
      output,
      '--use-json',
      '--no-progressbar',
      ...uploadArguments(context),
    ],
    hasLoops,
  );
  const text = await readFile(output, 'utf8');
  return withoutTraces(parseTemplateData(text, 'the output of sam package'), template);
}

/** `sam package` makes SAM's own bucket before it looks at the template. */
export async function createSamBucket(context: SamContext, folder: string): Promise<void> {
  const template = join(folder, 'nothing.json');
  // SAM wants a resource; this one has nothing to package.
  const nothing = { Type: 'AWS::CloudFormation::WaitConditionHandle' };
  await writeFile(template, JSON.stringify({ Resources: { Nothing: nothing } }));
  const output = join(folder, 'nothing-packaged.json');
  const args = ['--template-file', template, '--output-template-file', output, '--use-json'];
  const uploads = uploadArguments({ ...context, bucket: undefined });
  await runSam(context, folder, 'package', [...args, '--no-progressbar', ...uploads], false);
}

function uploadArguments({ environment, bucket }: SamContext): string[] {
  const given = (option: string, value: string | undefined) => (value ? [option, value] : []);
  return [
    ...given('--region', environment.region),
    ...(bucket ? ['--s3-bucket', bucket] : ['--resolve-s3']),
    ...given('--s3-prefix', environment.s3Prefix),
    ...given('--kms-key-id', environment.kmsKeyId),
    ...given('--image-repository', environment.imageRepository),
    ...environment.imageRepositories.flatMap((one) => ['--image-repositories', one]),
    ...(environment.resolveImageRepos ? ['--resolve-image-repos'] : []),
    ...given('--profile', environment.profile),
  ];
}

async function runSam(
  { target, run, sam, report }: SamContext,
  folder: string,
  command: 'build' | 'package',
  args: readonly string[],
  hasLoops: boolean,
): Promise<void> {
  const result = await run({
    program: await sam(),
    args: [command, ...args],
    // Not the workspace: sam would read its samconfig.toml a second time.
    cwd: folder,
    env: {
      SAM_CLI_TELEMETRY: '0',
      // Without it sam leaves the loops of AWS::LanguageExtensions as they are, code included.
      SAM_CLI_ENABLE_LANGUAGE_EXTENSIONS: hasLoops ? '1' : undefined,
      ...endpointVariables(target),
      ...(target.kind === 'local'
        ? {
            AWS_ACCESS_KEY_ID: target.credentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: target.credentials.secretAccessKey,
            AWS_SESSION_TOKEN: undefined,
            AWS_PROFILE: undefined,
          }
        : {}),
    },
  });
  if (result.type === 'exited' && result.code === 0) return;
  if (result.type === 'exited') report(result.stderr.trim());
  const how =
    result.type === 'exited'
      ? `ended with ${result.code}`
      : result.type === 'killed'
        ? `was ended by ${result.signal}`
        : `could not be started (${result.reason})`;
  throw new UserError(`sam ${command} ${how}; what it said stands above`);
}

/** SAM goes where the clients here go, whatever variables and AWS's config file have. */
function endpointVariables({ endpoint }: AwsTarget): Record<string, string | undefined> {
  const others = Object.keys(process.env).filter((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  return {
    ...Object.fromEntries(others.map((name) => [name, undefined])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: String(endpoint === undefined),
  };
}

/**
 * What SAM had nothing to do for is as it was. SAM marks every resource; a new mark would show as a
 * change.
 */
function withoutTraces(packaged: JsonObject, template: JsonObject): JsonObject {
  const before = objectAt(template, 'Resources');
  const resources = Object.entries(objectAt(packaged, 'Resources')).map(([id, resource]) => {
    const given = before[id];
    if (given !== undefined && !isLocal(id, given)) return [id, given];
    const marked = isObject(given) && 'SamResourceId' in objectAt(given, 'Metadata');
    if (!isObject(resource) || marked) return [id, resource];
    const { Metadata: metadata, ...rest } = resource;
    const { SamResourceId: _, ...kept } = isObject(metadata) ? metadata : {};
    return [id, Object.keys(kept).length > 0 ? { ...rest, Metadata: kept } : rest];
  });
  return { ...packaged, Resources: Object.fromEntries(resources) as JsonObject };
}
