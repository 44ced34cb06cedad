/** Reads what the installed SAM knows by name, from the data files of its own packages. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SamFacts } from '../../deploy/template-checks/check-input';

interface PolicyTemplates {
  readonly Templates: Readonly<Record<string, { readonly Parameters: object }>>;
}
interface ServiceModel {
  readonly shapes: { readonly Runtime: { readonly enum: readonly string[] } };
}

/**
 * @param bin absolute folder of the program `sam`
 * @returns undefined for a SAM that does not lie in a Python environment, as that of AWS's installer
 */
export async function readSamFacts(bin: string): Promise<SamFacts | undefined> {
  const lib = join(dirname(dirname(await realpath(join(bin, 'sam')))), 'lib');
  const python = (await entriesOf(lib)).find((name) => /^python3\.\d+$/.test(name));
  if (python === undefined) return undefined;
  const packages = join(lib, python, 'site-packages');
  const translator = join(packages, 'samtranslator');
  const models = join(packages, 'botocore', 'data', 'lambda');
  // Folders are called by the version of the API: the last is the newest.
  const api = (await entriesOf(models)).sort().at(-1);
  if (api === undefined) return undefined;
  const [policies, templates, lambda] = await Promise.all([
    readFile(join(translator, 'internal', 'data', 'aws_managed_policies.json'), 'utf8'),
    readFile(join(translator, 'policy_templates_data', 'policy_templates.json'), 'utf8'),
    readFile(join(models, api, 'service-2.json.gz')),
  ]);
  const { Templates: known } = JSON.parse(templates) as PolicyTemplates;
  const { shapes } = JSON.parse(gunzipSync(lambda).toString()) as ServiceModel;
  return {
    runtimes: shapes.Runtime.enum,
    managedPolicies: JSON.parse(policies) as SamFacts['managedPolicies'],
    policyTemplates: Object.fromEntries(
      Object.entries(known).map(([name, { Parameters }]) => [name, Object.keys(Parameters)]),
    ),
  };
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
