/** For specs: the text of a Cargo.lock, as Cargo writes it. */

export function entry(
  name: string,
  version: string,
  dependencies: string[] = [],
  from = 'registry+r',
): string {
  const source = from ? `source = "${from}"\n` : '';
  const needs = dependencies.map((need) => ` "${need}",\n`).join('');
  const list = needs ? `dependencies = [\n${needs}]\n` : '';
  return `[[package]]\nname = "${name}"\nversion = "${version}"\n${source}${list}`;
}

export function lock(...entries: string[]): string {
  return `# generated\nversion = 4\n\n${entries.join('\n')}`;
}
