/**
 * Knows where variables and AWS's config files send the SDKs instead of to AWS. The clients here ignore
 * them (clients.ts); whoever set one has to be told, and SAM, and what gets credentials, would follow it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
import { getProfileName, loadSharedConfigFiles } from '@smithy/core/config';

export interface ConfiguredEndpoint {
  readonly url: string;
  /** As the subject of a sentence. */
  readonly setBy: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What a deploy calls, or what credentials come from, as a `services` section has them. */
const services = [
  'cloudformation',
  'cloudwatch_logs',
  'ecr',
  'lambda',
  's3',
  'signin',
  'sso',
  'sso_oidc',
  'sts',
];

/** @param profile of the environment; the shell's counts as well, as it does for the SDKs */
export async function configuredEndpoint(
  profile: string | undefined,
  variables: Variables = process.env,
): Promise<ConfiguredEndpoint | undefined> {
  if (variables['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined;
  for (const [name, url] of Object.entries(variables)) {
    if (name.startsWith('AWS_ENDPOINT_URL') && url) return { url, setBy: name };
  }
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const shown = variables['AWS_CONFIG_FILE'] ?? '~/.aws/config';
  for (const name of new Set([profile ?? getProfileName({}), getProfileName({})])) {
    const section = { ...credentialsFile[name], ...configFile[name] };
    if (section['ignore_configured_endpoint_urls']?.toLowerCase() === 'true') continue;
    const ofServices = configFile[`services.${section['services']}`] ?? {};
    const service = services.find((each) => ofServices[`${each}.endpoint_url`]);
    const url = (service && ofServices[`${service}.endpoint_url`]) ?? section['endpoint_url'];
    if (!url) continue;
    const key = service
      ? `${service}.endpoint_url of services ${section['services']}`
      : 'endpoint_url';
    return { url, setBy: `${key} (profile '${name}' of ${shown})` };
  }
  return undefined;
}
