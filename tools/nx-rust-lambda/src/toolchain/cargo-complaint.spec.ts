import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainCargo } from './cargo-complaint';

/** What cargo 1.95, cargo-lambda 1.9 and rustup 1.28 wrote in a workspace at /w, and what is made of it. */
const recorded = readFileSync(join(__dirname, 'testing', 'cargo-complaints.txt'), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((text): [string, string, string | undefined] => {
    const [, name = '', stderr = '', sentence = ''] = /^(.*)\n([^]*)^=> (.*)\n/m.exec(text) ?? [];
    return [name, stderr, sentence === 'nothing to add' ? undefined : sentence];
  });

test.each(recorded)('%s', (_case, stderr, sentence) => {
  expect(explainCargo(stderr, '/w')).toBe(sentence);
});
