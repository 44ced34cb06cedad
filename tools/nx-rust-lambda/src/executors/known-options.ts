/**
 * Knows what a task may be given: schema + what a command line, nx.json or a project.json gives it -> a
 * sentence about what it does not know. Nx drops that and goes on, and a deploy without its misspelt
 * `--dry-run` is a deploy. Pure.
 */
import { nearestName } from '../deploy/template-checks/nearest-name';

export interface OptionSchema {
  readonly properties: Readonly<Record<string, OptionProperty>>;
}

export interface OptionProperty {
  readonly type?: string;
  /** False for what the project graph sets and nobody types. */
  readonly visible?: boolean;
  /** Whether it may be given more than once. */
  readonly repeatable?: boolean;
  /** `unparsed`: it takes every word of the command line, as it is. */
  readonly $default?: { readonly $source: string };
}

/** What one task of a run is given. */
export interface GivenOptions {
  /** As a user calls it: `echo:deploy`. */
  readonly task: string;
  readonly schema: OptionSchema;
  /** Names of the target's configurations. */
  readonly configurations: readonly string[];
  /** What the command line gives, as Nx parses it; empty for a task that is only brought along. */
  readonly typed: Readonly<Record<string, unknown>>;
  /** All of its options, with those of files. */
  readonly options?: object;
  /** Others of the same run, which are given the same. */
  readonly others?: readonly GivenOptions[];
}

/** Keys that Nx puts among the overrides itself. */
const ownOfNx = new Set(['__overrides_unparsed__', '_', '--', 'verbose']);

/** The overrides that a user has typed; what one task forwards to another has no words. */
export function typedOverrides(overrides: unknown): Readonly<Record<string, unknown>> {
  const all = (overrides ?? {}) as Record<string, unknown>;
  const words = all['__overrides_unparsed__'];
  return Array.isArray(words) && words.length > 0 ? all : {};
}

/** Overrides by the names of the schema. */
export function optionsOfWords(overrides: unknown): Readonly<Record<string, unknown>> {
  const all = Object.entries((overrides ?? {}) as Record<string, unknown>);
  return Object.fromEntries(all.map(([key, value]) => [camelCase(key), value]));
}

/** @returns what is wrong, or undefined */
export function findUnknownOption(given: GivenOptions): string | undefined {
  const { task, schema, typed, options = {} } = given;
  const takesAll = Object.values(schema.properties).some(
    // An option that nobody types may keep the words beside the others.
    ({ $default, visible }) => $default?.$source === 'unparsed' && visible !== false,
  );
  if (takesAll) return undefined;
  const [argument] = [typed['_']].flat().filter((word) => word !== undefined);
  if (argument !== undefined) return unknownArgument(given, String(argument));
  for (const [key, value] of Object.entries(typed)) {
    if (ownOfNx.has(key)) continue;
    const property = propertyOf(schema, key);
    if (!property || property.visible === false) {
      // `build deploy --dry-run`: the build has no options, so it can only be meant for the deploy.
      if (visibleNames(schema).length === 0 && knowing(given, key)) continue;
      return unknownOption(given, key);
    }
    const wrong = wrongValue(property, value);
    if (wrong) return `${task}: ${spelled(key)} ${wrong}`;
  }
  const unread = Object.keys(options).find(
    (key) => !ownOfNx.has(key) && !(key in typed) && !propertyOf(schema, key),
  );
  if (unread === undefined) return undefined;
  return `${task} has an option '${unread}' in nx.json or a project.json, which nothing reads${suggestion(unread, given)}`;
}

/** Another task of the run that has the option. */
function knowing({ others = [] }: GivenOptions, key: string): GivenOptions | undefined {
  return others.find(({ schema }) => {
    const property = propertyOf(schema, key);
    return property && property.visible !== false;
  });
}

function visibleNames({ properties }: OptionSchema): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.visible !== false);
}

function propertyOf(schema: OptionSchema, key: string): OptionProperty | undefined {
  return schema.properties[camelCase(key)] ?? schema.properties[key];
}

/** As Nx 23 does it. */
function camelCase(key: string): string {
  if (key.indexOf('-') <= 1) return key;
  return key.toLowerCase().replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());
}

function wrongValue({ type, repeatable }: OptionProperty, value: unknown): string | undefined {
  if (Array.isArray(value)) return repeatable ? undefined : 'is given more than once';
  if (type === 'boolean' && !['true', 'false'].includes(String(value))) {
    return `is '${shown(value)}', and can only be there or not`;
  }
  if (type === 'string' && (typeof value === 'boolean' || value === '')) return 'has no value';
  if (type === 'string' && typeof value === 'object') return 'has parts; give it one value';
  return undefined;
}

function unknownOption(given: GivenOptions, key: string): string {
  const { task } = given;
  const said = `${task} has no option ${spelled(key)}`;
  const other = knowing(given, key);
  if (other) return `${said}, which ${other.task} has; run them one after the other`;
  return `${said}${suggestion(key, given)}`;
}

function unknownArgument({ task, configurations, typed }: GivenOptions, word: string): string {
  const said = `${task} is also given '${word}', which is not an option`;
  if (configurations.includes(word)) return `${said}; did you mean -c ${word}?`;
  const words = typed['__overrides_unparsed__'];
  const all = Array.isArray(words) ? words.map(String) : [];
  const before = all[all.indexOf(word) - 1];
  return before?.startsWith('-') ? `${said}; write ${before}='…'` : said;
}

function suggestion(key: string, { schema, configurations }: GivenOptions): string {
  const wanted = plain(key);
  const setting = settings[wanted];
  if (setting !== undefined && configurations.length > 0) return `; ${setting}`;
  const own = visibleNames(schema);
  const all = new Map([...optionsOfNx, ...own].map((name) => [plain(name), name]));
  const nearest = all.get(nearestName(wanted, all.keys()) ?? '');
  if (nearest !== undefined) return `; did you mean ${spelled(nearest)}?`;
  return own.length > 0 ? `; it has ${own.map(spelled).join(', ')}` : '; it has none';
}

/** Options of `sam deploy` and of the AWS CLI, and where their wish stands here. */
const settings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['environment', 'env', 'stage', 'configenv', 'configuration', 'prod', 'production'].map(
      (name) => [name, 'an environment is named with -c <environment>'],
    ),
  ),
  ...Object.fromEntries(
    Object.entries({
      region: 'region',
      profile: 'profile',
      stackname: 'stack_name',
      capabilities: 'capabilities',
      tags: 'tags',
      rolearn: 'role_arn',
      s3bucket: 's3_bucket',
      s3prefix: 's3_prefix',
      resolves3: 'resolve_s3',
      kmskeyid: 'kms_key_id',
    }).map(([name, key]) => [name, `write ${key} for the environment in samconfig.toml`]),
  ),
};

/** What people give a task and Nx takes for itself. */
const optionsOfNx = [
  'configuration',
  'parallel',
  'skipNxCache',
  'verbose',
  'batch',
  'outputStyle',
  'projects',
  'targets',
  'exclude',
  'base',
  'head',
  'excludeTaskDependencies',
  'help',
  'tui',
];

/** As a user types it. */
function spelled(key: string): string {
  const name = key.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
