/** Knows the names of YAML tags: its own (`!!str`), and those of short forms (`!Sub`). */

const yamlTags = 'tag:yaml.org,2002:';

export function isOwnTag(tag: string | undefined, name: string): boolean {
  return tag === undefined || tag === '!' || tag === `${yamlTags}${name}`;
}

export function ownTagName(tag: string): string {
  return tag.startsWith(yamlTags) ? tag.slice(yamlTags.length) : tag;
}

export function shownTag(tag: string | undefined): string {
  return tag?.startsWith(yamlTags) ? `!!${ownTagName(tag)}` : String(tag);
}
