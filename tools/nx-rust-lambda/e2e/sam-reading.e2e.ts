/** A template means what SAM means: the same data and the same text in the JSON that is sent. */
import * as fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../src/process/run';
import { parseJson, toJsonText, type Json, isObject } from '../src/sam/json';
import { parseTemplate } from '../src/sam/sam-template';
import { ensureTool } from '../src/toolchain/tools';
import { UserError } from '../src/user-error';
import { scalarTexts, templateTexts } from './template-texts';

const repository = join(__dirname, '../../..');

type Answer = { readonly json: string } | { readonly error: string };

async function askSam(texts: readonly string[]): Promise<Answer[]> {
  const { python } = await ensureTool('sam', { root: repository, run, report: () => undefined });
  const { stdout, stderr, status } = spawnSync(python, [join(__dirname, 'sam-reads.py')], {
    // Python reads a file with its line ends made one.
    input: texts.map((text) => `${JSON.stringify(text.replaceAll('\r\n', '\n'))}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(stderr);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  expect(answers).toHaveLength(texts.length);
  return answers;
}

/** Keys of a map have no order. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

function ours(text: string): { json: string } | { refused: string } {
  try {
    return { json: toJsonText(ordered(parseTemplate(text, 'template.yml').data)) };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

/** What SAM reads and we refuse on purpose, with a sentence that names the line. */
const refusals = [
  // PyYAML merges what it has read so far of the map that an alias is inside of.
  /^template\.yml:\d+: has the alias \*anchor inside of what it stands for$/,
  // JSON has no such number; another value for the same key may come behind it.
  /^template\.yml:\d+: has a value that no template can have: '.*' is no number that JSON has/,
];

/** Texts that SAM reads, and that mean something else to us. */
function differences(texts: readonly string[], answers: readonly Answer[]) {
  return texts.flatMap((text, index) => {
    const sam = answers[index]!;
    // Whatever SAM does not read, `sam validate` refuses before a deploy.
    if ('error' in sam) return [];
    const own = ours(text);
    const theirs = toJsonText(ordered(parseJson(sam.json)));
    if ('json' in own && own.json === theirs) return [];
    if ('refused' in own && refusals.some((known) => known.test(own.refused))) return [];
    return [{ text, sam: theirs, ours: 'json' in own ? own.json : own.refused }];
  });
}

const inTemplate = (value: string) => `Resources:\n  A:\n    Value: ${value}\n`;

test('every scalar', async () => {
  const fixed = readFileSync(join(__dirname, 'scalars.txt'), 'utf8').trimEnd().split('\n');
  const generated = fc.sample(scalarTexts, { numRuns: 5_000, seed: 12 });
  const texts = [...fixed, ...generated].map(inTemplate);
  expect(fixed.length).toBeGreaterThan(60);
  const answers = await askSam(texts);
  expect(answers.filter((answer) => 'json' in answer).length).toBeGreaterThan(4_000);
  expect(differences(texts, answers)).toEqual([]);
});

test('every template', async () => {
  const seed = Number(process.env['SAM_READING_SEED'] ?? 12);
  const texts = fc.sample(templateTexts, { numRuns: 3_000, seed });
  const answers = await askSam(texts);
  expect(answers.filter((answer) => 'json' in answer).length).toBeGreaterThan(1_500);
  const found = differences(texts, answers);
  // Another seed tries others.
  expect({ seed, found: found.slice(0, 5) }).toEqual({ seed, found: [] });
});
