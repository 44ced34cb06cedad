// @ts-check
/**
 * The set-up proper, for a Node that is new enough: programs, npm packages, then the command.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './npm.mjs';
import { endOnInterrupt, probe, runVisibly } from './programs.mjs';
import requirementTable from './requirements.cjs';
import searchPath from './search-path.cjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const plugin = join(root, 'tools', 'nx-rust-lambda');
const register = join(root, 'node_modules', '@swc-node', 'register', 'index.js');

/**
 * @param {readonly string[]} argv
 */
export async function main(argv) {
  endOnInterrupt();
  const [command, ...rest] = argv;
  if (command !== 'start' && command !== 'stop' && command !== 'test') {
    console.error(`${command ?? 'nothing'} is not a command; use npm start, npm stop or npm test`);
    process.exitCode = 1;
    return;
  }
  const env = { ...process.env, PATH: searchPath.withoutPackageBins(process.env['PATH']) };
  const code = await perform(command, rest, env);
  // An interrupt has already said how this ends.
  process.exitCode ??= code;
}

/**
 * @param {'start' | 'stop' | 'test'} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code
 */
async function perform(command, args, env) {
  if (command !== 'stop') return (await prepare(env)) ? handOver(command, args, env) : 1;
  // Stopping needs the npm packages; without them, and without a state, nothing was started here.
  if (existsSync(register)) return handOver(command, args, env);
  if (!existsSync(join(root, '.local-aws'))) {
    console.log('nothing to stop: nothing was started here');
    return 0;
  }
  console.error('the npm packages are missing, which stopping needs; run npm ci, then npm stop');
  return 1;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
async function prepare(env) {
  const sentences = await missingPrograms(env['PATH']);
  for (const sentence of sentences) console.error(sentence);
  return sentences.length === 0 && (await installPackages(root, env));
}

/**
 * One sentence for each required program that is missing, too old or broken.
 * @param {string | undefined} path
 * @returns {Promise<string[]>}
 */
async function missingPrograms(path) {
  const required = requirementTable.requirements.filter(
    ({ required, program }) => required && program !== 'node',
  );
  const verdicts = await Promise.all(
    required.map(async (requirement) => {
      const file = searchPath.findProgram(requirement.program, path);
      const found = file
        ? await probe(file, requirement.args)
        : /** @type {const} */ ({ type: 'missing' });
      return requirementTable.judge(requirement, found, process.platform);
    }),
  );
  return verdicts.flatMap((verdict) => (verdict.type === 'ok' ? [] : [verdict.sentence]));
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function handOver(command, args, env) {
  const script = join(plugin, 'src', 'commands', `${command}.ts`);
  return runVisibly(process.execPath, ['-r', register, script, ...args], {
    cwd: root,
    env: { ...env, SWC_NODE_PROJECT: join(plugin, 'tsconfig.json') },
  });
}
