/** Knows what a generated crate is made of, from its manifest's own template. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest, type Manifest } from '../../cargo/manifest';
import { asTable } from '../../toml';

/** `file` is where it will lie. */
export function generatedManifest(name: string, file: string): Manifest {
  const template = readFileSync(join(__dirname, 'files', 'Cargo.toml.template'), 'utf8');
  return parseManifest(template.replaceAll('<%= name %>', name), file);
}

/** The first thing that the manifest inherits and the workspace's does not have: `[table] key`. */
export function missingFromWorkspace(manifest: Manifest, workspace: Manifest): string | undefined {
  const shared = asTable(workspace.table['workspace']);
  for (const table of ['package', 'dependencies'] as const) {
    const has = asTable(shared?.[table]) ?? {};
    for (const [key, value] of Object.entries(asTable(manifest.table[table]) ?? {})) {
      if (asTable(value)?.['workspace'] === true && !(key in has)) {
        return `${key} in [workspace.${table}]`;
      }
    }
  }
  return undefined;
}
