import { LosslessNumber } from 'lossless-json';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJson } from './stack-table';

test('a file for scripts has every digit, and its folder is made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stack-table-'));
  try {
    const file = join(folder, 'new', 'x.json');
    await writeJson(file, {
      id: new LosslessNumber('12345678901234567890'),
      rate: new LosslessNumber('1.0'),
      n: 1,
      t: 'é',
      u: undefined,
    });
    expect(readFileSync(file, 'utf8')).toBe(
      '{\n  "id": 12345678901234567890,\n  "rate": 1.0,\n  "n": 1,\n  "t": "é"\n}\n',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
