// @ts-check
/**
 * `npm start`, `npm stop`, `npm test`: makes what they need present, then hands over to
 * tools/nx-rust-lambda/src/commands. Needs no package. Nothing here or in what it imports at once
 * may use syntax that an old Node cannot read, or the sentence about that Node is never printed.
 */
import requirementTable from './requirements.cjs';

const { judge, requirementFor } = requirementTable;
const version = { type: /** @type {const} */ ('exited'), code: 0, output: process.version };
const verdict = judge(requirementFor('node'), version, process.platform);

if (verdict.type !== 'ok') {
  console.error(verdict.sentence);
  process.exitCode = 1;
} else {
  import('./setup.mjs').then((setup) => setup.main(process.argv.slice(2)));
}
